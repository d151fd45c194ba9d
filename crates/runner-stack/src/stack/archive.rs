//! A published chart as a `.tgz`, as `helm package` lays it out.

use helm_render::gzip;

use super::publish::PublishedChart;

impl PublishedChart {
    /// The archive. The same chart always gives the same bytes: no times, no owners.
    pub fn archive(&self) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        // `helm` wants Chart.yaml first to tell a chart quickly.
        let (first, rest): (Vec<_>, Vec<_>) = self.files.iter().partition(|(path, _)| path == "Chart.yaml");
        for (path, bytes) in first.into_iter().chain(rest) {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_mtime(0);
            archive
                .append_data(&mut header, format!("{}/{path}", self.name), bytes.as_slice())
                .expect("writing to memory cannot fail, and chart paths are short");
        }
        gzip::compress(&archive.into_inner().expect("writing to memory cannot fail"))
    }
}
