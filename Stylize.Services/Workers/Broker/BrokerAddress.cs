using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Stylize.Workers.Broker;

/// <summary>The address and login of a broker. User name and password come only from the environment or a
/// file.</summary>
internal sealed class BrokerAddress
{
    /// <summary>The environment variable with the address, or with the path of a file that contains it.</summary>
    public const string Variable = "STYLIZE_BROKER";

    private const string Form = "an address such as amqps://host/vhost, or the path of a file that contains one";

    private const int Tries = 5;

    private readonly ConnectionFactory _factory;

    private BrokerAddress(ConnectionFactory factory)
    {
        _factory = factory;
        Name = $"{(factory.Ssl.Enabled ? "amqps" : "amqp")}://{factory.HostName}:{factory.Endpoint.Port}"
            + $"/{(factory.VirtualHost == "/" ? "" : factory.VirtualHost)}";
    }

    /// <summary>The address with host, port and virtual host, without user name and password.</summary>
    public string Name { get; }

    /// <summary>Creates the sockets of connections; different only in simulations.</summary>
    internal Func<AddressFamily, ITcpClient> Sockets
    {
        set => _factory.SocketFactory = value;
    }

    /// <summary>Finds the address: the given one, or the environment variable, or the file of the user.</summary>
    /// <param name="typed">An address without user name and password, or the path of a file; or null.</param>
    /// <exception cref="StylizeException">OptionInvalid: no address is given, or it cannot be read.</exception>
    public static BrokerAddress Find(string? typed, Func<string, string> fullPath)
    {
        if (typed is not null)
        {
            return IsAddress(typed) ? Parse(typed, null, mayHoldUser: false, "Broker") : ReadFile(fullPath(typed));
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable)
        {
            return IsAddress(variable)
                ? Parse(variable, null, mayHoldUser: true, Variable) : ReadFile(fullPath(variable));
        }

        return !InputFile.IsMissing(OwnFile)
            ? ReadFile(OwnFile)
            : throw Errors.NoBroker.With("Broker", Variable, Form, OwnFile);
    }

    /// <summary>Reads a file of lines of the form name = value, with the names address, user, password, ca, certificate
    /// and key. # starts a comment.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the file cannot be read or parsed.</exception>
    public static BrokerAddress ReadFile(string path)
    {
        try
        {
            var entries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var line in InputFile.ReadLines(path).Select(l => l.Trim())
                .Where(l => l.Length > 0 && l[0] != '#'))
            {
                var at = line.IndexOf('=', StringComparison.Ordinal);
                var (name, value) = IsAddress(line) ? ("address", line)
                    : at < 0 ? throw Unknown(path) : (line[..at].Trim(), line[(at + 1)..].Trim());
                entries[name] = value;
            }

            if (!entries.TryGetValue("address", out var address)
                || entries.Keys.Any(
                    k => k.ToLowerInvariant()
                        is not ("address" or "user" or "password" or "ca" or "certificate" or "key")))
            {
                throw Unknown(path);
            }

            foreach (var file in new[] { "ca", "certificate", "key" }.Where(entries.ContainsKey))
            {
                entries[file] = Path.GetFullPath(entries[file], Path.GetDirectoryName(path)!);
            }

            return Parse(address, entries, mayHoldUser: true, path);
        }
        catch (StylizeException e) when (e.Error != StylizeError.OptionInvalid)
        {
            throw Errors.AddressUnreadable.From(e, "Broker", e.Message, Form);
        }
    }

    /// <summary>Opens a connection without automatic recovery. The caller opens a new one after a loss. A broker to
    /// which many workers connect at once resets some of the connections, so these are tried again.</summary>
    /// <exception cref="StylizeException">ConnectionFailed: the broker does not answer, or rejects the
    /// user.</exception>
    internal async Task<IConnection> ConnectAsync(string purpose, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await _factory.CreateConnectionAsync(purpose, cancellation);
            }
            catch (Exception e) when (tries < Tries && BrokerFailure.IsReset(e))
            {
                await Task.Delay(TimeSpan.FromSeconds(Random.Shared.NextDouble() * tries), cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                throw BrokerFailure.From(this, e);
            }
        }
    }

    private static string OwnFile => Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "Stylize", "broker");

    private static bool IsAddress(string text) =>
        text.StartsWith("amqp://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("amqps://", StringComparison.OrdinalIgnoreCase);

    private static StylizeException Unknown(string path) => Errors.BrokerFile.With("Broker", path);

    private static BrokerAddress Parse(
        string text, Dictionary<string, string>? entries, bool mayHoldUser, string origin)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || HostOf(uri) is not { Length: > 0 } host
            || uri.AbsolutePath.TrimStart('/').Contains('/'))
        {
            throw Errors.AddressInvalid.With("Broker", origin, Form);
        }

        if (!mayHoldUser && uri.UserInfo.Length > 0) throw Errors.PasswordInAddress.With("Broker", Variable);

        var login = uri.UserInfo.Split(':', 2);
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)))
        {
            query[pair[0]] = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        }

        var secure = uri.Scheme.Equals("amqps", StringComparison.OrdinalIgnoreCase);
        var user = Entry("user") ?? (login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : null);
        var password = Entry("password") ?? (login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null);
        var factory = new ConnectionFactory
        {
            HostName = host,
            Port = uri.Port > 0 ? uri.Port : AmqpTcpEndpoint.UseDefaultPort,
            VirtualHost = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : "/",
            UserName = user ?? ConnectionFactory.DefaultUser,
            Password = password ?? ConnectionFactory.DefaultPass,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(20),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(10),
            ContinuationTimeout = TimeSpan.FromSeconds(20),
        };
        if (secure)
        {
            Secure(factory, Entry("ca", "cacertfile"), Entry("certificate", "certfile"), Entry("key", "keyfile"),
                user is null);
        }

        return new BrokerAddress(factory);

        string? Entry(string name, string? queried = null) =>
            entries?.GetValueOrDefault(name) ?? (queried is null ? null : query.GetValueOrDefault(queried));
    }

    /// <summary>The host's name in ASCII; null for a name that cannot be one.</summary>
    private static string? HostOf(Uri uri)
    {
        try
        {
            return uri.IdnHost.Trim('[', ']');
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    /// <summary>Enables TLS. The certificate must match the host name and be signed by an authority of the system or
    /// the given one.</summary>
    private static void Secure(
        ConnectionFactory factory, string? authority, string? certificate, string? key, bool byCertificate)
    {
        try
        {
            factory.Ssl = new SslOption(factory.HostName, enabled: true);
            if (certificate is not null)
            {
                // Windows does not accept an ephemeral key.
                var text = InputFile.ReadText(Path.GetFullPath(certificate));
                using var read = X509Certificate2.CreateFromPem(
                    text, key is null ? text : InputFile.ReadText(Path.GetFullPath(key)));
                factory.Ssl.Certs = [X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null)];
                if (byCertificate)
                {
                    factory.AuthMechanisms = [new ExternalMechanismFactory(), new PlainMechanismFactory()];
                }
            }

            if (authority is not null)
            {
                var trusted = new X509Certificate2Collection();
                trusted.ImportFromPem(InputFile.ReadText(Path.GetFullPath(authority)));
                factory.Ssl.CertificateValidationCallback =
                    (_, presented, _, errors) => IsTrusted(presented, trusted, errors);
            }
        }
        catch (Exception e) when (e is StylizeException or ArgumentException or NotSupportedException
            or System.Security.Cryptography.CryptographicException)
        {
            throw Errors.CertificateUnreadable.From(e, "Broker", e.Message);
        }
    }

    private static bool IsTrusted(
        X509Certificate? presented, X509Certificate2Collection trusted, SslPolicyErrors errors)
    {
        if (presented is not X509Certificate2 certificate
            || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
