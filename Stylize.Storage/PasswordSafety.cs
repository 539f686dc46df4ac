using System.Net;
using Npgsql;

namespace Stylize.Storage;

/// <summary>Who has named the server that a password would go to.</summary>
internal enum PasswordRule
{
    /// <summary>The user of this process.</summary>
    Own,

    /// <summary>Somebody else, by a message.</summary>
    Foreign,
}

/// <summary>
/// Keeps a password from a server that asks for it in the clear or as MD5, which whoever listens or answers in the server's place could
/// read or use. SCRAM proves the password without sending it (RFC 5802).
/// </summary>
internal static class PasswordSafety
{
    /// <summary>The environment's variable by which the owner of the process decides.</summary>
    private const string Variable = "PGREQUIREAUTH";

    private const string Refusal = "authentication method is not allowed";

    /// <summary>Limits how the server may ask for the password, unless the connection makes it safe or the user has decided.</summary>
    /// <param name="rule">
    /// Of the user's own connections those with TLS, to this machine, or with a word of their own on Require Auth are left alone; of
    /// foreign ones only those that verify the server's certificate and name.
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

    /// <summary>True for the failure of a server that asked in a way that is not allowed.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception.Message.Contains(Refusal, StringComparison.OrdinalIgnoreCase)
        || (exception.InnerException is { } inner && IsRefusal(inner));

    /// <summary>True for this machine alone: a local socket or loopback.</summary>
    private static bool IsLocal(string? host) => (host ?? "").Split(',').All(one =>
        one.StartsWith('/') || one.StartsWith('@') || one.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(one, out var address) && IPAddress.IsLoopback(address)));
}
