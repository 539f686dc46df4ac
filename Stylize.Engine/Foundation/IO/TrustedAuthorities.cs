using System.Security.Cryptography.X509Certificates;

namespace Stylize.Engine.IO;

/// <summary>The certificate authorities that this system trusts, without which no encrypted connection can be
/// checked.</summary>
internal static class TrustedAuthorities
{
    private const string Missing =
        "This system has no certificate authorities. Install them (Debian, Ubuntu: apt-get install ca-certificates), "
        + "or name a file of them in SSL_CERT_FILE.";

    /// <summary>Returns what to do about a certificate that is not trusted.</summary>
    /// <param name="otherwise">The advice for a system that has authorities.</param>
    public static string Advice(string otherwise)
    {
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        return store.Certificates.Count == 0 ? Missing : otherwise;
    }
}
