//! DSA keys of 2048 and 256 bits.

use crypto_bigint::{BoxedUint, NonZero, Odd, Resize};
use crypto_primes::{Flavor, is_prime, random_prime};

use super::der::{self, Malformed, Reader};
use super::generator::Generator;

const PRIME_BITS: u32 = 2048;
const PRIME_BYTES: usize = 256;
const ORDER_BITS: u32 = 256;
const ORDER_BYTES: usize = 32;

/// The numbers P, Q, G, Y and X, each in bytes.
pub(super) struct Key([Vec<u8>; 5]);

impl Key {
    /// Makes new parameters and a key.
    pub(super) fn generate(generator: &mut Generator) -> Result<Self, String> {
        const FAILED: &str = "failed to generate dsa params: crypto/dsa: invalid ParameterSizes";
        let order: BoxedUint = random_prime(generator, Flavor::Any, ORDER_BITS);
        let wide_order = order.clone().resize(PRIME_BITS);
        let prime = prime_with_order(generator, &wide_order).ok_or(FAILED)?;
        let modulus = Odd::new(prime.clone()).into_option().ok_or(FAILED)?;
        let one = BoxedUint::one_with_precision(PRIME_BITS);
        let cofactor = prime
            .wrapping_sub(&one)
            .wrapping_div_vartime(&NonZero::new(wide_order).into_option().ok_or(FAILED)?);
        // Two to the cofactor has the order, or is 1, which has no chance to happen.
        let base = one.wrapping_add(&one).pow_mod(&cofactor, &modulus);
        let secret = loop {
            let candidate = BoxedUint::from_be_slice_vartime(&generator.bytes::<ORDER_BYTES>());
            if candidate < order && !bool::from(candidate.is_zero()) {
                break candidate;
            }
        };
        let public = base.pow_mod(&secret, &modulus);
        let numbers = [prime, order, base, public, secret];
        Ok(Self(numbers.map(|number| number.to_be_bytes_trimmed_vartime().to_vec())))
    }

    /// Reads a key.
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader(bytes).sequence()?;
        reader.read(der::INTEGER)?;
        let mut number = || reader.unsigned().map(<[u8]>::to_vec);
        Ok(Self([number()?, number()?, number()?, number()?, number()?]))
    }

    /// Writes the key.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let [prime, order, base, public, secret] = self.0.each_ref().map(|number| der::unsigned(number));
        der::sequence([&der::unsigned(&[0]), &prime, &order, &base, &public, &secret])
    }
}

// A prime that leaves 1 when divided by twice the order.
fn prime_with_order(generator: &mut Generator, order: &BoxedUint) -> Option<BoxedUint> {
    let one = BoxedUint::one_with_precision(PRIME_BITS);
    let twice = NonZero::new(order.wrapping_add(order)).into_option()?;
    loop {
        let mut bytes = generator.bytes::<PRIME_BYTES>();
        bytes[0] |= 0x80;
        let number = BoxedUint::from_be_slice(&bytes, PRIME_BITS).ok()?;
        let candidate = number.wrapping_sub(number.rem_vartime(&twice)).wrapping_add(&one);
        if candidate.bits() == PRIME_BITS
            && has_no_small_factor(&candidate)
            && is_prime(Flavor::Any, &candidate)
        {
            return Some(candidate);
        }
    }
}

fn has_no_small_factor(number: &BoxedUint) -> bool {
    let bytes = number.to_be_bytes();
    (3u32..2000)
        .step_by(2)
        .all(|factor| bytes.iter().fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % factor) != 0)
}
