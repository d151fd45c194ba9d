//! Go's template language: lexer, parser, evaluation.
