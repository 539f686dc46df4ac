using Stylize.Codecs.Color;

namespace Stylize.Codecs.Containers;

/// <summary>A page whose file declares color that decoders do not apply. Numbers stay as stored.</summary>
/// <param name="page">The page as the library decodes it; owned by this one.</param>
/// <param name="color">Null for sRGB.</param>
/// <param name="isNarrow">True if 16 to 235 of 255 is black to white.</param>
/// <param name="isPremultiplied">True if colors are multiplied by alpha.</param>
internal sealed class DeclaredPage(
    string name, PageReader page, CodedColor? color, bool isNarrow, bool isPremultiplied)
    : PageReader(name, page)
{
    public override ImageInfo Info => page.Info;

    public override Raster<Rgba32> ToRgba()
    {
        using var units = ToUnits();
        return PlainPixels.ToRgba(units);
    }

    public override SampleImage<float> ToUnits()
    {
        using var samples = page.ToSamples();
        return PlainPixels.ToUnits(samples).FilledBy(units =>
        {
            if (isPremultiplied && units.HasAlpha) Divide(units);

            for (var plane = 0; isNarrow && plane < units.ColorPlanes; plane++)
            {
                for (var y = 0; y < units.Height; y++)
                {
                    foreach (ref var value in units.Planes[plane].Row(y))
                    {
                        value = Math.Clamp(((value * 255) - 16) / 219, 0, 1);
                    }
                }
            }

            color?.Apply(units, samples.BitsPerSample > 8 ? 16 : 8);
        });
    }

    private static void Divide(SampleImage<float> units)
    {
        for (var y = 0; y < units.Height; y++)
        {
            var alpha = units.Planes[^1].Row(y);
            for (var plane = 0; plane < units.ColorPlanes; plane++)
            {
                var colors = units.Planes[plane].Row(y);
                for (var x = 0; x < colors.Length; x++)
                {
                    colors[x] = alpha[x] > 0 ? Math.Min(colors[x] / alpha[x], 1) : 0;
                }
            }
        }
    }

    public override SampleImage<ushort> ToSamples() => page.ToSamples();

    public override IStripReader OpenStrips() => page.OpenStrips();
}
