using System.Data.Common;
using System.Net;
using Npgsql;
using Stylize.Engine;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Storage;

/// <summary>
/// Opens databases that somebody else names, as the messages to a worker do: files, and the PostgreSQL servers that the worker's owner
/// allows. A connection string may name a host, a database and a user and little else, and no password is sent except by SCRAM or to a
/// server whose certificate was verified.
/// </summary>
public sealed class AllowedServers
{
    private const int DefaultPort = 5432;

    /// <summary>What a connection string may hold, as its provider spells it: nothing that names a file or changes a session.</summary>
    private static readonly HashSet<string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Server", "Port", "Database", "DB", "Username", "User Name", "User", "User Id", "UserId", "UID", "SSL Mode", "SslMode",
        "Timeout", "Command Timeout", "CommandTimeout", "Application Name", "ApplicationName",
    };

    private readonly (string Host, int Port)[] _servers;

    /// <param name="hosts">Each a host, host:port, or the folder of a local socket; IPv6 addresses with a port in brackets.</param>
    /// <exception cref="StylizeException">OptionInvalid: one is not of that form.</exception>
    public AllowedServers(IEnumerable<string> hosts) => _servers = [.. hosts.Select(Read)];

    /// <summary>Opens a database as <see cref="MeasurementStores.Open(string)"/> does, if it is allowed.</summary>
    /// <param name="database">Full path of an SQLite file, or a connection string or address of PostgreSQL.</param>
    /// <exception cref="StylizeException">
    /// DatabaseNotAllowed: not an allowed server or connection string. TargetUnwritable: cannot be opened safely.
    /// </exception>
    public IMeasurementStore Open(string database) => Open(database, null);

    /// <param name="credential">The worker's own; null for the environment and the password file.</param>
    internal IMeasurementStore Open(string database, NetworkCredential? credential) => MeasurementStores.IsPostgres(database)
        ? MeasurementStores.OpenForeign(Checked(database), credential)
        : MeasurementStores.Open(database);

    internal string Checked(string database)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            if (!database.Contains("://", StringComparison.Ordinal))
            {
                var given = new DbConnectionStringBuilder { ConnectionString = database };
                if (given.Keys.Cast<string>().FirstOrDefault(key => !Keys.Contains(key)) is { } foreign)
                {
                    throw Refused($"This worker takes no connection string with '{foreign}'.",
                        "Give Host, Port, Database, Username and SSL Mode only.");
                }
            }

            settings = PostgresStore.Settings(database);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw Refused(
                "The database is not a connection string of PostgreSQL.", "Give Host, Port, Database, Username and SSL Mode only.");
        }

        if (settings.Password is { Length: > 0 })
        {
            throw Refused("This worker takes no password from a message.", "Give it to the workers in a file that PGPASSFILE names.");
        }

        var host = settings.Host ?? "";
        if (!_servers.Any(server => server.Port == settings.Port && IsSame(server.Host, host)))
        {
            var name = IsSocket(host) ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{settings.Port}");
            throw Refused($"This worker may not connect to the database server '{name}'.",
                "Name another server, or start the worker with --database-host (-DatabaseHost).");
        }

        return settings.ConnectionString;
    }

    private static StylizeException Refused(string what, string advice) => new(StylizeError.DatabaseNotAllowed, "Database", what, advice);

    private static (string Host, int Port) Read(string text)
    {
        if (IsSocket(text)) return (text, DefaultPort);

        // An IPv6 address has colons of its own; with a port it stands in brackets.
        if (!text.Contains(']', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address))
        {
            return (address.ToString(), DefaultPort);
        }

        var at = text.LastIndexOf(':');
        var (host, port) = at < 0 ? (text, DefaultPort)
            : int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (text[..at], number)
            : ("", 0);
        host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        return port is > 0 and <= 65535 && Uri.CheckHostName(host) != UriHostNameType.Unknown
            ? (host, port)
            : throw StylizeException.Option("DatabaseHost", text, "a host or host:port, such as db.lab or db.lab:5433");
    }

    private static bool IsSocket(string host) => host.StartsWith('/') || host.StartsWith('@');

    private static bool IsSame(string allowed, string host) =>
        IsSocket(host) ? allowed == host
        : host.AsSpan().ContainsAny('[', ']') ? false // with a port of its own, which parsing passes over
        : IPAddress.TryParse(host, out var address) ? IPAddress.TryParse(allowed, out var other) && address.Equals(other)
        : !host.AsSpan().ContainsAny(',', ':') && allowed.Equals(host, StringComparison.OrdinalIgnoreCase);
}
