namespace Stylize.Engine.Gaussians.Files;

/// <summary>The profiles that this build knows.</summary>
internal static class ProfileCodecs
{
    private static readonly IProfileCodec[] All = [new CompactProfile(CompactSteps.Fine), new StandardProfile(), new LosslessProfile()];

    /// <summary>The codec that writes a profile.</summary>
    /// <param name="steps">How coarse the compact one shall be.</param>
    public static IProfileCodec ForWriting(GaussianProfile profile, CompactSteps? steps = null) =>
        profile == GaussianProfile.Compact && steps is { } given ? new CompactProfile(given) : All.LastOrDefault(c => c.Profile == profile) ?? throw StylizeException.Option("Profile", profile, "Compact, Standard or Lossless");

    /// <summary>The codec that reads what a header names.</summary>
    public static IProfileCodec ForReading(GaussianFileHeader header) =>
        Array.Find(All, c => c.Profile == header.Profile && c.Version == header.ProfileVersion)
        ?? throw new GaussianFormatException(FormattableString.Invariant($"profile {(int)header.Profile} version {header.ProfileVersion} is unknown"));
}
