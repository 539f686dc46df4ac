namespace Stylize.Engine.Gaussians;

/// <summary>Names of metadata entries that Stylize itself uses. Other entries are kept as they are.</summary>
public static class GaussianMetadata
{
    /// <summary>A title.</summary>
    public const string Title = "title";

    /// <summary>SHA-256 of the source file, lower-case hexadecimal.</summary>
    public const string SourceHash = "source-sha256";

    /// <summary>The program that made the model.</summary>
    public const string Encoder = "encoder";
}
