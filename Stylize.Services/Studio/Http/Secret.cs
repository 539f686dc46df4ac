using System.Security.Cryptography;

namespace Stylize.Studio.Http;

/// <summary>A random value of 256 bits. Comparing takes the same time for any wrong value.</summary>
internal sealed class Secret
{
    private const int Bytes = 32;

    private readonly byte[] _value;

    public Secret()
    {
        Text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        _value = Encoding.ASCII.GetBytes(Text);
    }

    /// <summary>The value as 64 hexadecimal digits.</summary>
    public string Text { get; }

    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _value);
}
