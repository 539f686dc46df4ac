namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>The known profiles.</summary>
internal static class ProfileCodecs
{
    /// <param name="steps">How coarsely the compact profile quantizes when it writes; null for its finest steps.</param>
    /// <exception cref="StylizeException">OptionInvalid: there is no such profile.</exception>
    public static IProfileCodec Of(GaussianProfile profile, CompactSteps? steps = null) => profile switch
    {
        GaussianProfile.Compact => new CompactProfile(steps ?? CompactSteps.Fine),
        GaussianProfile.Standard => new StandardProfile(),
        GaussianProfile.Lossless => new LosslessProfile(),
        _ => throw StylizeException.Option("Profile", profile, "Compact, Standard or Lossless"),
    };
}
