namespace Stylize.Engine.Gaussians.Files;

/// <summary>The first bytes of a file: 0x89 "G2D" and the version of the container.</summary>
internal static class GaussianFileSignature
{
    /// <summary>Version of the container that this build writes and reads.</summary>
    public const byte Version = 1;

    /// <summary>The signature with its version.</summary>
    public static ReadOnlySpan<byte> Bytes => [0x89, (byte)'G', (byte)'2', (byte)'D', Version];
}
