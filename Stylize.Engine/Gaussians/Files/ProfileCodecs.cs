namespace Stylize.Engine.Gaussians.Files;

/// <summary>The known profiles.</summary>
internal static class ProfileCodecs
{
    /// <summary>Those that write come before older versions.</summary>
    private static readonly IProfileCodec[] All =
    [
        new CompactProfile(CompactSteps.Fine),
        new CompactProfile(CompactSteps.Fine, CompactProfile.WithoutBoxes),
        new CompactProfile(CompactSteps.Fine, CompactProfile.WithoutParts),
        new CompactProfile(CompactSteps.Fine, CompactProfile.WithoutChains),
        new StandardProfile(),
        new LosslessProfile(),
        new LosslessProfile(LosslessProfile.First),
    ];

    /// <summary>The codec that writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="steps">How coarsely the compact profile quantises; null for its finest steps.</param>
    /// <exception cref="StylizeException">OptionInvalid: there is no such profile.</exception>
    public static IProfileCodec ForWriting(GaussianProfile profile, CompactSteps? steps = null) =>
        profile == GaussianProfile.Compact && steps is { } given
            ? new CompactProfile(given)
            : Array.Find(All, c => c.Profile == profile)
            ?? throw StylizeException.Option("Profile", profile, "Compact, Standard or Lossless");

    /// <summary>The codec that reads the profile a header names.</summary>
    /// <exception cref="GaussianFormatException">The profile or its version is unknown.</exception>
    public static IProfileCodec ForReading(GaussianFileHeader header) =>
        Array.Find(All, c => c.Profile == header.Profile && c.Version == header.ProfileVersion)
        ?? throw new GaussianFormatException(
            FormattableString.Invariant($"profile {(int)header.Profile} version {header.ProfileVersion} is unknown"));
}
