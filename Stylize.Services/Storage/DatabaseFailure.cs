using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using static SQLitePCL.raw;

namespace Stylize.Storage;

/// <summary>Creates errors of databases, with the database, without its password, and the cause.</summary>
internal static class DatabaseFailure
{
    public static bool Covers(Exception e) =>
        e is DbException or IOException or UnauthorizedAccessException or ArgumentException or SocketException
            || IsOfContent(e);

    /// <summary>Returns true for exceptions of values that have another type than their column.</summary>
    public static bool IsOfContent(Exception e) => e is InvalidCastException or FormatException or OverflowException;

    /// <summary>Returns the error for a database whose content Stylize cannot have written.</summary>
    public static StylizeException OfContent(string database, string why, Exception? exception = null) =>
        Errors.DatabaseDamaged.From(exception, database, NameOf(database), why);

    public static StylizeException FromException(string database, Exception exception)
    {
        var (why, advice) = exception switch
        {
            SqliteException failure => Describe(failure),
            NpgsqlException when PasswordSafety.IsRefusal(exception) => (
                "the server requests the password in a form that is not secure",
                "Store the password on the server as scram-sha-256, or connect with SSL Mode=VerifyFull."),
            NpgsqlException { InnerException: AuthenticationException { Message: var problem } } => (
                $"the server has no trusted certificate: {problem.TrimEnd('.')}",
                TrustedAuthorities.Advice("Check the host name, and name the authority with Root Certificate.")),
            _ when IsOfContent(exception) => (
                "one of its values has the wrong type", "Restore it from a copy, or choose another path."),
            InvalidOperationException => (
                "an earlier failure interrupted an operation",
                "Fix the cause of the earlier failure and run again. Stored rows are kept."),
            ArgumentException when MeasurementStores.IsPostgres(database) => (
                exception.Message.ReplaceLineEndings(" ").TrimEnd('.'),
                "Use an address such as postgresql://user@host/database."),
            _ => (exception.Message.ReplaceLineEndings(" ").TrimEnd('.'),
                "Check {Database}, and that you may write there."),
        };
        var error = exception is SocketException
            or NpgsqlException { InnerException: SocketException or AuthenticationException or TimeoutException }
            ? StylizeError.ConnectionFailed : StylizeError.TargetUnwritable;
        return (Errors.DatabaseFailed with { Error = error }).From(
            exception, NameOf(database), NameOf(database), why, advice);
    }

    public static StylizeException OfVersion(StylizeError error, string target, string database, long version) =>
        (Errors.SchemaVersion with { Error = error }).With(
            target, NameOf(database), version, StoreSchema.FirstVersion, StoreSchema.Version);

    public static StylizeException OfTable(StylizeError error, string target, string database, string table) =>
        (Errors.NoTable with { Error = error }).With(target, NameOf(database), table);

    private static (string Why, string Advice) Describe(SqliteException failure) => failure.SqliteErrorCode switch
    {
        SQLITE_BUSY or SQLITE_LOCKED =>
            ("another program is using it", "Close that program, or use a separate database for each run."),
        SQLITE_READONLY => ("it is read-only", "Choose a database that you may write to."),
        SQLITE_IOERR =>
            ("its disk cannot be read or written, or is full", "Check the disk, or choose a database on another disk."),
        SQLITE_CORRUPT =>
            ("it is damaged", "Restore it from a copy, or choose another path; a database is created if none exists."),
        SQLITE_FULL => ("its disk is full", "Free some space, or choose a database on another disk."),
        SQLITE_CANTOPEN => ("it cannot be opened or created", "Check the path, and that you may write there."),
        SQLITE_INTERRUPT =>
            ("reading it takes more steps than a database of its size can need", "Check the origin of the file."),
        SQLITE_TOOBIG => ("a value in it is too large", "Check the origin of the file."),
        SQLITE_NOTADB => ("it is not a SQLite database", "Check the path; a database is created if none exists."),
        _ => ($"SQLite reports \"{TextOf(failure)}\"", "Check {Database} and the disk."),
    };

    /// <summary>Returns SQLite's own text, which the message has in quotation marks after the code.</summary>
    private static string TextOf(SqliteException failure) =>
        failure.Message.IndexOf('\'', StringComparison.Ordinal) is > 0 and var quote
            ? failure.Message[quote..].Trim('\'', '.')
            : failure.Message;

    /// <summary>Returns a name without secrets: for PostgreSQL only host and database.</summary>
    private static string NameOf(string database)
    {
        if (!MeasurementStores.IsPostgres(database)) return database;

        var name = Settings(database)?.Database;
        return $"{HostOf(database) ?? "PostgreSQL"}{(string.IsNullOrEmpty(name) ? "" : "/" + name)}";
    }

    private static string? HostOf(string database) => Settings(database)?.Host is { Length: > 0 } host ? host : null;

    private static NpgsqlConnectionStringBuilder? Settings(string database)
    {
        try
        {
            return PostgresStore.Settings(database);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            return null;
        }
    }
}
