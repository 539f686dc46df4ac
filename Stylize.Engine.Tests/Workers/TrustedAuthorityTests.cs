using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Encrypted connections on a system without certificate authorities, such as a container without
/// ca-certificates.</summary>
public sealed class TrustedAuthorityTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Their_absence_is_said_in_one_sentence(bool isPostgres)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not read SSL_CERT_DIR.");
        var certificates = TestCertificates.Make(_folder.Path);
        _listener.Start();
        var serving = ServeAsync(certificates, isPostgres);
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        string[] words = isPostgres
            ? ["segment", _folder.Image("PLATE_A1_T0_1_DAPI.png"), "-o", "out", "--database",
                $"Host=localhost;Port={port};Database=cells;Username=me;Password=x;SSL Mode=VerifyFull"]
            : ["batches", "--broker", _folder.File("broker.txt", $"amqps://me:x@localhost:{port}")];
        var start = StylizeProgram.Start(_folder.Path, words);
        (start.Environment["SSL_CERT_DIR"], start.Environment["SSL_CERT_FILE"]) =
            (_folder["none"], _folder["none.pem"]);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _listener.Stop();
        await serving;
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("has no trusted certificate", error);
        Assert.Contains("apt-get install ca-certificates", error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Empty(await output);
    }

    /// <summary>Answers connections with a certificate that nobody trusts, until the listener stops.</summary>
    private async Task ServeAsync(TestCertificates certificates, bool isPostgres)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(certificates.Server, certificates.ServerKey);
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                try
                {
                    if (isPostgres)
                    {
                        await stream.ReadExactlyAsync(new byte[8]); // the request for TLS
                        await stream.WriteAsync("S"u8.ToArray());
                    }

                    using var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(certificate);
                    _ = await secure.ReadAsync(new byte[64]);
                }
                catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The client refuses the certificate.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The end of the test.
        }
    }
}
