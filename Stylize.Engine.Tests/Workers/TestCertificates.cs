using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Stylize.Engine.Tests.Workers;

/// <summary>A certificate authority and certificates that it signed, as PEM files.</summary>
internal sealed record TestCertificates(
    string Authority, string Server, string ServerKey, string Client, string ClientKey)
{
    public static TestCertificates Make(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        var path = Path.Combine(folder, "ca.pem");
        File.WriteAllText(path, authority.ExportCertificatePem());
        var (server, serverKey) = Sign(folder, "server", authority);
        var (client, clientKey) = Sign(folder, "client", authority);
        return new TestCertificates(path, server, serverKey, client, clientKey);
    }

    private static (string Certificate, string Key) Sign(string folder, string name, X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request =
            new CertificateRequest(name == "server" ? "CN=localhost" : $"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(8));
        var (certificate, keyFile) = (Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.key"));
        File.WriteAllText(certificate, signed.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificate, keyFile);
    }
}
