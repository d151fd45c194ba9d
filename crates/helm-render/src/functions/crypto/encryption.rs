//! AES with 256 bits in CBC mode.

use aes::Aes256;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

use super::generator::Generator;
use crate::fault::Fault;
use crate::world::World;

const BLOCK: usize = 16;

/// A random vector and the encrypted text, padded to whole blocks.
pub(super) fn encrypt(world: &dyn World, password: &[u8], text: &[u8]) -> Vec<u8> {
    let cipher = cipher(password);
    let padding = BLOCK - text.len() % BLOCK;
    let mut out = Generator::new(world).bytes::<BLOCK>().to_vec();
    let mut previous = out.clone();
    let mut padded = text.to_vec();
    padded.resize(text.len() + padding, u8::try_from(padding).unwrap_or(0));
    for chunk in padded.chunks_exact(BLOCK) {
        let mut block = Array::from([0; BLOCK]);
        for at in 0..BLOCK {
            block[at] = chunk[at] ^ previous[at];
        }
        cipher.encrypt_block(&mut block);
        previous.copy_from_slice(&block);
        out.extend_from_slice(&block);
    }
    out
}

/// The text that was encrypted; the errors are Go's panics.
pub(super) fn decrypt(password: &[u8], data: &[u8], capacity: usize) -> Result<Vec<u8>, Fault> {
    let Some((vector, body)) = data.split_at_checked(BLOCK) else {
        return Err(Fault::new(format!(
            "runtime error: slice bounds out of range [:16] with capacity {capacity}"
        )));
    };
    if !body.len().is_multiple_of(BLOCK) {
        return Err(Fault::new("crypto/cipher: input not full blocks"));
    }
    let cipher = cipher(password);
    let mut out = Vec::with_capacity(body.len());
    let mut previous = vector;
    for chunk in body.chunks_exact(BLOCK) {
        let mut block = Array::from([0; BLOCK]);
        block.copy_from_slice(chunk);
        cipher.decrypt_block(&mut block);
        out.extend(block.iter().zip(previous).map(|(byte, previous)| byte ^ previous));
        previous = chunk;
    }
    let Some(&padding) = out.last() else { return Err(Fault::new("runtime error: index out of range [-1]")) };
    let padding = usize::from(padding);
    if padding > out.len() {
        return Err(Fault::new(format!(
            "runtime error: slice bounds out of range [:-{}]",
            padding - out.len()
        )));
    }
    out.truncate(out.len() - padding);
    Ok(out)
}

// The password is the key, cut or filled up with zeros.
fn cipher(password: &[u8]) -> Aes256 {
    let mut key = [0; 32];
    let length = password.len().min(key.len());
    key[..length].copy_from_slice(&password[..length]);
    Aes256::new(&Array::from(key))
}
