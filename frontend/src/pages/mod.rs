//! The pages that `config` drives: lists, records and their forms.

pub mod archive_dialog;
pub mod child_lists;
pub mod editor;
pub mod list;
pub mod loaded_record;
pub mod owner_field;
pub mod plain_editor;
pub mod plain_page;
pub mod possible_duplicates;
pub mod printing;
pub mod quick_create;
pub mod recent;
pub mod record_actions;
pub mod record_history;
pub mod record_page;
pub mod record_search;
pub mod report_answer;
pub mod report_csv;
pub mod report_table;
pub mod span_buttons;
pub mod undo;
pub mod unsaved_drafts;
