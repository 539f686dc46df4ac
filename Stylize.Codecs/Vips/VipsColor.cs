using Stylize.Codecs.Color;

namespace Stylize.Codecs.Vips;

internal static class VipsColor
{
    /// <summary>
    /// Returns the image in sRGB or gray at its own precision: applies an ICC profile, and converts CMYK and Lab. The
    /// caller disposes both the result and <paramref name="image"/>.
    /// </summary>
    internal static VipsObject ToSrgb(VipsObject image)
    {
        var meaning = (Interpretation)VipsNative.vips_image_get_interpretation(image);
        var format = (BandFormat)VipsNative.vips_image_get_format(image);
        if (meaning == Interpretation.Cmyk) return ApplyProfile(image, format, "cmyk");

        // Gray with a profile of three colors becomes gray in that profile.
        var profile = VipsFields.BytesOf(image, VipsFields.Profile);
        var isGray = VipsNative.vips_image_get_bands(image) < 3;
        if (isGray && HasForeignProfile(profile) && IccProfile.Fits(profile, 3))
        {
            using var colors = InSpace(image, format == BandFormat.UShort ? "rgb16" : "srgb");
            return ToSrgb(colors);
        }

        if (meaning is Interpretation.Xyz or Interpretation.Lab or Interpretation.LabQ or Interpretation.LabS
            or Interpretation.Lch or Interpretation.Cmc or Interpretation.Yxy or Interpretation.Hsv)
        {
            return InSpace(image, "srgb");
        }

        if (format is BandFormat.Byte or BandFormat.UShort && HasForeignProfile(profile))
        {
            try
            {
                return ApplyProfile(image, format, "srgb");
            }
            catch (VipsFailure)
            {
                // Ignores a profile for another number of bands.
                return VipsObject.Share(image);
            }
        }

        return VipsObject.Share(image);
    }

    /// <summary>True if the file has a profile other than sRGB, which most photographs have and which needs no
    /// conversion.</summary>
    private static bool HasForeignProfile(ReadOnlySpan<byte> profile) =>
        profile.Length > 0 && IccProfile.TryParse(profile) is not { IsSrgb: true };

    private static VipsObject InSpace(VipsObject image, string space)
    {
        using var convert = new VipsOperation("colourspace");
        return convert.SetImage("in", image).Set("space", space).RunToImage();
    }

    private static VipsObject ApplyProfile(VipsObject image, BandFormat format, string fallback)
    {
        using var transform = new VipsOperation("icc_transform");
        return transform
            .SetImage("in", image)
            .Set("output_profile", "srgb")
            .Set("embedded", "true")
            .Set("input_profile", fallback)
            .Set("intent", fallback == "srgb" ? "perceptual" : "relative")
            .Set("depth", format == BandFormat.UShort ? 16 : 8)
            .RunToImage();
    }
}
