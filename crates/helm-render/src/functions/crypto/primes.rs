//! Prime numbers for keys. crypto-primes finds them a little faster, with tables of 50 KB.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd, Resize};

use super::generator::Generator;

/// Divisors that are tried before the slow test.
const SMALL: u32 = 2000;

/// A random prime whose two highest bits are set, so that the product of two has all bits that it should have.
pub(super) fn random_prime(generator: &mut Generator, bits: u32) -> BoxedUint {
    let divisors = small_primes();
    loop {
        let mut bytes = vec![0; bits as usize / 8];
        generator.fill(&mut bytes);
        bytes[0] |= 0xc0;
        *bytes.last_mut().expect("primes have bytes") |= 1;
        let start = BoxedUint::from_be_slice_vartime(&bytes);
        let rests: Vec<u32> = divisors.iter().map(|divisor| rest(&bytes, *divisor)).collect();
        // The next odd numbers, as long as one in a few hundred can be expected to be prime.
        for step in (0..bits * 4).step_by(2) {
            let is_composite =
                rests.iter().zip(&divisors).any(|(rest, divisor)| (rest + step).is_multiple_of(*divisor));
            if is_composite {
                continue;
            }
            let candidate = start.wrapping_add(BoxedUint::from(step));
            if candidate.bits() == bits && is_probable_prime(generator, &candidate) {
                return candidate;
            }
        }
    }
}

/// Whether a random odd number is a prime, but for a chance that is no chance.
pub(super) fn is_prime(generator: &mut Generator, number: &BoxedUint) -> bool {
    let bytes = number.to_be_bytes();
    let has_divisor = |divisor: &u32| rest(&bytes, *divisor) == 0;
    !small_primes().iter().any(has_divisor) && is_probable_prime(generator, number)
}

/// The test of Miller and Rabin, with 2 first, which finds nearly all that are composite.
fn is_probable_prime(generator: &mut Generator, number: &BoxedUint) -> bool {
    let Some(modulus) = Odd::new(number.clone()).into_option() else { return false };
    let params = BoxedMontyParams::new_vartime(modulus);
    let before = number.wrapping_sub(BoxedUint::from(1u32));
    let halvings = before.trailing_zeros_vartime();
    let exponent = before.shr(halvings);
    let one = BoxedMontyForm::one(&params);
    let minus_one = -&one;
    let is_witness = |base: BoxedUint| {
        let mut power = BoxedMontyForm::new(base, &params).pow(&exponent);
        if power == one || power == minus_one {
            return false;
        }
        for _ in 1..halvings {
            power = power.square();
            if power == minus_one {
                return false;
            }
        }
        true
    };
    // Random numbers of many bits that pass at all are prime with near certainty: FIPS 186-4, appendix C.3.
    let rounds = if number.bits() < 1024 { 28 } else { 6 };
    let precision = number.bits_precision();
    let two = BoxedUint::from(2u32).resize(precision);
    if is_witness(two) {
        return false;
    }
    let mut bytes = vec![0; (number.bits() as usize - 1) / 8];
    (0..rounds).all(|_| {
        generator.fill(&mut bytes);
        let base = BoxedUint::from_be_slice(&bytes, precision).expect("it has fewer bits than the number");
        bool::from(base.is_zero()) || !is_witness(base)
    })
}

/// The rest of a division of the number that the bytes are.
fn rest(bytes: &[u8], divisor: u32) -> u32 {
    bytes.iter().fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % divisor)
}

/// The odd primes below the bound.
fn small_primes() -> Vec<u32> {
    let mut primes: Vec<u32> = Vec::new();
    for number in (3..SMALL).step_by(2) {
        if !primes.iter().any(|prime| number.is_multiple_of(*prime)) {
            primes.push(number);
        }
    }
    primes
}
