using Npgsql;
using NpgsqlTypes;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Storage;

/// <summary>Measurements in PostgreSQL. Cells and intensities are written with binary COPY.</summary>
internal sealed class PostgresStore(NpgsqlConnection connection, string database)
    : DatabaseStore(connection, database, StoreDialect.Postgres)
{
    protected override void LockSchema(StoreConnection sql) => sql.Run($"LOCK TABLE stylize_schema IN EXCLUSIVE MODE");

    protected override void Insert(
        string table, IReadOnlyList<string> names, RegionTable regions, ReadOnlySpan<long> keys,
        ReadOnlySpan<int> columns)
    {
        using var copy =
            connection.BeginBinaryImport($"COPY {table} ({string.Join(", ", names)}) FROM STDIN (FORMAT BINARY)");
        var perRegion = names.Count - columns.Length;
        for (var region = 0; region < regions.Count; region++)
        {
            copy.StartRow();
            foreach (var key in keys.Slice(region * perRegion, perRegion))
            {
                Write(key != 0, key, NpgsqlDbType.Bigint);
            }

            var values = regions.Row(region);
            foreach (var column in columns)
            {
                var value = column < 0 ? double.NaN : values[column];
                Write(!double.IsNaN(value), value, NpgsqlDbType.Double);
            }
        }

        copy.Complete();

        void Write<T>(bool hasValue, T value, NpgsqlDbType type)
        {
            if (hasValue)
            {
                copy.Write(value, type);
            }
            else
            {
                copy.WriteNull();
            }
        }
    }

    internal static NpgsqlConnectionStringBuilder Settings(string database)
    {
        var settings = database.Contains("://")
            ? FromAddress(Uri.TryCreate(database, UriKind.Absolute, out var address) ? address
                : throw new ArgumentException("it is not an address such as postgresql://user@host/database"))
            : new NpgsqlConnectionStringBuilder(database);
        return string.IsNullOrWhiteSpace(settings.Host) ? throw new ArgumentException("it has no host") : settings;
    }

    /// <param name="database">A connection string, or an address
    /// "postgresql://user:password@host:port/database".</param>
    /// <param name="credential">User name and password; null to use <paramref name="database"/> or the
    /// environment.</param>
    internal static NpgsqlConnection Connect(
        string database, NetworkCredential? credential, PasswordRule rule = PasswordRule.Own)
    {
        var settings = Settings(database);
        if (credential is not null)
        {
            (settings.Username, settings.Password) = (credential.UserName, credential.Password);
        }

        PasswordSafety.Apply(settings, rule);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Open();
        return connection;
    }

    private static NpgsqlConnectionStringBuilder FromAddress(Uri address)
    {
        var user = address.UserInfo.Split(':', 2);
        var name = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/'));
        var builder = new NpgsqlConnectionStringBuilder { Host = address.Host, Database = name };
        if (!address.IsDefaultPort && address.Port > 0) builder.Port = address.Port;
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        return builder;
    }
}

/// <summary>The origin of the address of the server that would receive a password.</summary>
internal enum PasswordRule
{
    /// <summary>The user of this process.</summary>
    Own,

    /// <summary>The sender of a message.</summary>
    Foreign,
}

/// <summary>Rejects to send a password in clear text or MD5 to a server. SCRAM does not send it (RFC 5802).</summary>
internal static class PasswordSafety
{
    /// <summary>Environment variable that overrides this class.</summary>
    private const string Variable = "PGREQUIREAUTH";

    private const string Refusal = "authentication method is not allowed";

    /// <summary>Limits the authentication methods unless the connection is safe or the user overrides it.</summary>
    /// <param name="rule">
    /// The user's own connections are safe with TLS, Require Auth or on this machine; others only with a verified
    /// certificate.
    /// </param>
    public static void Apply(NpgsqlConnectionStringBuilder settings, PasswordRule rule)
    {
        var isSafe = rule == PasswordRule.Foreign
            ? settings.SslMode == SslMode.VerifyFull
            : settings.SslMode >= SslMode.Require || settings.RequireAuth is { Length: > 0 } || IsLocal(settings.Host);
        if (!isSafe && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
        {
            settings.RequireAuth = "ScramSHA256,GSS,SSPI,None";
        }
    }

    /// <summary>Returns true if a connection failed because the server asked for a method that is not
    /// allowed.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception.Message.Contains(Refusal, StringComparison.OrdinalIgnoreCase)
        || (exception.InnerException is { } inner && IsRefusal(inner));

    /// <summary>Returns true if all hosts are local: a socket or a loopback address.</summary>
    private static bool IsLocal(string? host) => (host ?? "").Split(',').All(one =>
        one.StartsWith('/') || one.StartsWith('@') || one.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(one, out var address) && IPAddress.IsLoopback(address)));
}
