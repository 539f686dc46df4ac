namespace Stylize.Engine.Gaussians;

/// <summary>Names of a model's metadata entries; others are kept as they are.</summary>
public static class GaussianMetadata
{
    /// <summary>Title for people.</summary>
    public const string Title = "title";

    /// <summary>SHA-256 of the source file, lower-case hexadecimal.</summary>
    public const string SourceHash = "source-sha256";

    /// <summary>Program and settings that made the model.</summary>
    public const string Encoder = "encoder";
}
