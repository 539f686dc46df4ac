using Npgsql;

namespace Stylize.Storage;

/// <summary>
/// Opens databases that messages to a worker name: files, and the PostgreSQL servers that the owner of the worker
/// allows. A connection string may contain a host, a database, a user and little else. Passwords are sent only by SCRAM
/// or to a server with a verified certificate.
/// </summary>
/// <param name="hosts">Hosts, host:port, or folders of local sockets; IPv6 addresses with a port need brackets.</param>
/// <exception cref="StylizeException">OptionInvalid: a host has another form.</exception>
internal sealed class AllowedServers(IEnumerable<string> hosts)
{
    private const int DefaultPort = 5432;

    /// <summary>Allowed keys of a connection string: none that names a file or changes a session.</summary>
    private static readonly HashSet<string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Server", "Port", "Database", "DB", "Username", "User Name", "User", "User Id", "UserId", "UID",
        "SSL Mode", "SslMode", "Timeout", "Command Timeout", "CommandTimeout", "Application Name", "ApplicationName",
    };

    private readonly (string Host, int Port)[] _servers = [.. hosts.Select(Read)];

    /// <summary>Opens a database if it is allowed; see <see cref="MeasurementStores.Open(string)"/>.</summary>
    /// <param name="database">Full path of an SQLite file, or a connection string or address of PostgreSQL.</param>
    /// <exception cref="StylizeException">
    /// DatabaseNotAllowed: not an allowed server or connection string. TargetUnwritable: cannot be opened safely.
    /// </exception>
    public IMeasurementStore Open(string database) => Open(database, null);

    /// <param name="credential">The worker's credential; null to use the environment and the password file.</param>
    internal IMeasurementStore Open(string database, NetworkCredential? credential) =>
        MeasurementStores.IsPostgres(database)
            ? MeasurementStores.Open(Checked(database), credential, PasswordRule.Foreign)
            : MeasurementStores.Open(database);

    internal string Checked(string database)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            if (!database.Contains("://"))
            {
                var given = new DbConnectionStringBuilder { ConnectionString = database };
                if (given.Keys.Cast<string>().FirstOrDefault(key => !Keys.Contains(key)) is { } foreign)
                {
                    throw Errors.ConnectionWord.With("Database", foreign);
                }
            }

            settings = PostgresStore.Settings(database);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException
            or OverflowException)
        {
            throw Errors.NoConnection.With("Database");
        }

        if (settings.Password is { Length: > 0 })
        {
            throw Errors.PasswordInMessage.With("Database");
        }

        var host = settings.Host ?? "";
        if (!_servers.Any(server => server.Port == settings.Port && IsSame(server.Host, host)))
        {
            var name = IsSocket(host) ? host : Invariant($"{host}:{settings.Port}");
            throw Errors.ServerNotAllowed.With("Database", name);
        }

        return settings.ConnectionString;
    }

    private static (string Host, int Port) Read(string text)
    {
        if (IsSocket(text)) return (text, DefaultPort);

        // An IPv6 address contains colons; with a port it is in brackets.
        if (!text.Contains(']') && IPAddress.TryParse(text, out var address))
        {
            return (address.ToString(), DefaultPort);
        }

        var at = text.LastIndexOf(':');
        var (host, port) = at < 0 ? (text, DefaultPort)
            : TryInteger(text.AsSpan(at + 1), out var number) ? (text[..at], number)
            : ("", 0);
        host = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        return port is > 0 and <= 65535 && Uri.CheckHostName(host) != UriHostNameType.Unknown
            ? (host, port)
            : throw StylizeException.Option("DatabaseHost", text, "a host or host:port, such as db.lab or db.lab:5433");
    }

    private static bool IsSocket(string host) => host.StartsWith('/') || host.StartsWith('@');

    private static bool IsSame(string allowed, string host) =>
        IsSocket(host) ? allowed == host
        : host.AsSpan().ContainsAny('[', ']') ? false // has a port, which parsing ignores
        : IPAddress.TryParse(host, out var address)
        ? IPAddress.TryParse(allowed, out var other) && address.Equals(other)
        : !host.AsSpan().ContainsAny(',', ':') && allowed.Equals(host, StringComparison.OrdinalIgnoreCase);
}
