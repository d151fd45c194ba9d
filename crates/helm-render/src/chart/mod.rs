//! Charts as Helm loads them: folders, archives, dependencies.
