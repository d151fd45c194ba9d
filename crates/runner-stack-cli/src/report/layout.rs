//! How findings are laid out: in colours on a terminal, else in plain text.

use std::io::IsTerminal;

use annotate_snippets::{Group, Level, Message, Renderer};

/// Lays out findings.
pub(crate) struct Layout {
    renderer: Renderer,
    is_plain: bool,
}

impl Layout {
    /// Plain text.
    pub(crate) fn plain() -> Self {
        Self { renderer: Renderer::plain(), is_plain: true }
    }

    /// Colours if `out` is a terminal and they are wanted.
    pub(crate) fn of(out: &impl IsTerminal) -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if out.is_terminal() && !unwanted {
            Self { renderer: Renderer::styled(), is_plain: false }
        } else {
            Self::plain()
        }
    }

    /// What the library makes of groups.
    pub(crate) fn render(&self, groups: &[Group<'_>]) -> String {
        self.renderer.render(groups)
    }

    /// A group that ends with the source line of the number `line`, and `notes` below it.
    ///
    /// The library places every character by itself. For a long report of plain text that is most of the time, and
    /// below the source line nothing has to be placed.
    pub(crate) fn render_with_notes(&self, group: Group<'_>, line: usize, notes: &[Note<'_>]) -> String {
        if !self.is_plain || !notes.iter().all(Note::is_plain) {
            return self.render(&[group.elements(notes.iter().map(Note::message))]);
        }
        let mut text = self.render(&[group]);
        let blank = " ".repeat(line.to_string().len());
        if !notes.is_empty() {
            text.push('\n');
            text.push_str(&blank);
            text.push_str(" |");
        }
        for note in notes {
            for part in ["\n", &blank, " = ", note.name, ": ", note.text] {
                text.push_str(part);
            }
        }
        text
    }
}

/// A remark below a source line.
#[derive(Clone, Copy)]
pub(crate) struct Note<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl<'a> Note<'a> {
    /// The remark for the library.
    pub(crate) fn message(&self) -> Message<'a> {
        let level = if self.name == "help" { Level::HELP } else { Level::NOTE.with_name(self.name) };
        level.message(self.text)
    }

    /// Whether it is one line of characters that are shown as they are.
    fn is_plain(&self) -> bool {
        self.text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }
}

#[cfg(test)]
mod tests {
    use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

    use super::{Layout, Note};

    /// Everything is as if the library had written it.
    #[test]
    fn notes_stand_where_the_library_puts_them() {
        let (help, page) =
            (Note { name: "help", text: "write `x`" }, Note { name: "page", text: "see --explain x" });
        let long = "a long advice of more than one line's width ".repeat(5);
        let long = Note { name: "help", text: &long };
        let lines = Note { name: "help", text: "two\nlines" };
        for notes in [&[][..], &[help], &[page], &[help, page], &[long, page], &[lines, page]] {
            for line in [1, 9, 10, 99, 1_000, 123_456] {
                for span in [0..0, 2..5, 0..11] {
                    let group = || {
                        Group::with_title(Level::WARNING.primary_title("something").id("code")).element(
                            Snippet::source("  key: value")
                                .line_start(line)
                                .path("a.yaml")
                                .annotation(AnnotationKind::Primary.span(span.clone())),
                        )
                    };
                    let whole = group().elements(notes.iter().map(Note::message));
                    assert_eq!(
                        Layout::plain().render_with_notes(group(), line, notes),
                        Renderer::plain().render(&[whole]),
                    );
                }
            }
        }
    }
}
