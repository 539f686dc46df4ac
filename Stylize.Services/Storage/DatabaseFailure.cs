using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Stylize.Storage;

/// <summary>Creates errors of databases, with the database, without its password, and the cause.</summary>
internal static class DatabaseFailure
{
    // Result codes of SQLite: https://sqlite.org/rescode.html.
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Interrupted = 9;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int TooBig = 18;
    public const int Constraint = 19;
    public const int NotADatabase = 26;

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
        return Errors.DatabaseFailed.From(exception, "Database", NameOf(database), why, advice);
    }

    public static StylizeException OfVersion(StylizeError error, string target, string database, long version) =>
        (Errors.SchemaVersion with { Error = error }).With(target, NameOf(database), version, StoreSchema.Version);

    public static StylizeException OfTable(StylizeError error, string target, string database, string table) =>
        (Errors.NoTable with { Error = error }).With(target, NameOf(database), table);

    private static (string Why, string Advice) Describe(SqliteException failure) => failure.SqliteErrorCode switch
    {
        Busy or Locked =>
            ("another program is using it", "Close that program, or use a separate database for each run."),
        ReadOnly => ("it is read-only", "Choose a database that you may write to."),
        InputOutput =>
            ("its disk cannot be read or written, or is full", "Check the disk, or choose a database on another disk."),
        Corrupt =>
            ("it is damaged", "Restore it from a copy, or choose another path; a database is created if none exists."),
        Full => ("its disk is full", "Free some space, or choose a database on another disk."),
        CannotOpen => ("it cannot be opened or created", "Check the path, and that you may write there."),
        Interrupted =>
            ("reading it takes more steps than a database of its size can need", "Check the origin of the file."),
        TooBig => ("a value in it is too large", "Check the origin of the file."),
        NotADatabase => ("it is not a SQLite database", "Check the path; a database is created if none exists."),
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
