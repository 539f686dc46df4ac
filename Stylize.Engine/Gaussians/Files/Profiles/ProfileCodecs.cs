namespace Stylize.Engine.Gaussians.Files.Profiles;

internal static class ProfileCodecs
{
    /// <param name="steps">Quantization steps of the compact profile for writing; null for <see cref="CompactSteps.Fine"/>.</param>
    /// <exception cref="StylizeException">OptionInvalid: the profile does not exist.</exception>
    public static IProfileCodec Of(GaussianProfile profile, CompactSteps? steps = null) => profile switch
    {
        GaussianProfile.Compact => new CompactProfile(steps ?? CompactSteps.Fine),
        GaussianProfile.Standard => new StandardProfile(),
        GaussianProfile.Lossless => new LosslessProfile(),
        _ => throw StylizeException.Option("Profile", profile, "Compact, Standard or Lossless"),
    };
}
