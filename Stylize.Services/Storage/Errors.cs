using static Stylize.Engine.StylizeError;

namespace Stylize.Storage;

/// <summary>The errors of the databases of measurements.</summary>
internal static class Errors
{
    public static readonly ErrorText
        DatabaseDamaged = new(ImageUnreadable, "The database '{name}' was altered or is damaged: {why}.",
            "Restore it from a copy, or segment the plate again."),
        DatabaseFailed = new(TargetUnwritable, "The database '{name}' failed: {why}.", "{advice:options}"),
        SchemaVersion = new(ImageUnreadable,
            "The database '{name}' has schema version {version}; this build of Stylize reads versions {first} to "
            + "{last}. The database was not changed.",
            "Choose another database, or use the build of Stylize that created this one."),
        NoTable = new(ImageUnreadable, "'{name}' is not a database of Stylize: it has no table '{table}'.",
            "Give the database of a run, such as segmentation.sqlite."),
        SeveralChannels = new("The run has {measurement} of several channels: {channels}.",
            "Add {Channel} with one of them."),
        TemporaryFolder = new(TargetUnwritable, "Cannot write to the folder for temporary files, '{target}'.",
            "Set TMPDIR (on Windows TMP) to a folder that you may write to."),
        MergeReplaces = new(TargetIsSource, "'{target}' is one of the databases to merge and cannot be replaced.",
            "Choose another name for the merged database."),
        DatabaseUnknown = new("{Database} is neither the path of a file nor a PostgreSQL connection.",
            "Give the path of an SQLite file, or \"Host=...;Database=...\", or postgresql://host/database."),
        CredentialForFile = new("{DatabaseCredential} is for PostgreSQL, but {Database} is a file.",
            "Omit {DatabaseCredential}, or use a server."),
        NotATable = new(ImageUnreadable, "'{target}' is not a database of Stylize: '{wrong}' is not a table.",
            "Check the origin of the file."),
        RowsTwice = new(TargetConflict,
            "'{target}' and an earlier database both have rows of run {run}, well {well}, timepoint {timepoint}, "
            + "channel {channel}.", "List databases of different shards, each once."),
        NoDatabase = new(DatabaseMissing, "The database '{target}' does not exist.",
            "Check the path of the SQLite file."),
        DatabaseIsFolder = new(ImageUnreadable, "'{target}' is a folder.",
            "Give the database in it, such as segmentation.sqlite."),
        NotADatabase = new(ImageUnreadable, "'{target}' is not a database of Stylize.",
            "Give the database of a run, such as segmentation.sqlite."),
        NoRun = new("The database '{database}' has no run.", "Segment a plate with this {Database}."),
        MasksOnServer = new("The masks of a run on a server can be anywhere.",
            "Use {MaskPath} to set the destination of the run."),
        ConnectionWord = new(DatabaseNotAllowed, "This worker does not accept '{word}' in a connection string.",
            "Use Host, Port, Database, Username and SSL Mode only."),
        NoConnection = new(DatabaseNotAllowed, "The database is not a PostgreSQL connection string.",
            "Use Host, Port, Database, Username and SSL Mode only."),
        PasswordInMessage = new(DatabaseNotAllowed, "This worker does not accept a password in a message.",
            "Put it into a file on the worker, and set PGPASSFILE to its path."),
        ServerNotAllowed = new(DatabaseNotAllowed, "This worker may not connect to the database server '{name}'.",
            "Use another server, or start the worker with --database-host (-DatabaseHost).");
}
