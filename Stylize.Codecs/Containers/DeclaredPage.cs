using Stylize.Codecs.Color;

namespace Stylize.Codecs.Containers;

/// <summary>A page whose file declares color that decoders do not apply. Numbers stay as stored.</summary>
/// <param name="page">The page as the library decodes it; owned by this one.</param>
/// <param name="color">Null for sRGB.</param>
internal sealed class DeclaredPage(string name, PageReader page, CodedColor? color, DeclaredSamples declared)
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
            if (declared.IsNarrowAlpha && units.HasAlpha) Widen(units.Planes[^1]);
            if (declared.IsPremultiplied && units.HasAlpha) Divide(units);

            for (var plane = 0; declared.IsNarrowGray && plane < units.ColorPlanes; plane++)
            {
                Widen(units.Planes[plane]);
            }

            color?.Apply(units, samples.BitsPerSample > 8 ? 16 : 8);
        });
    }

    private static void Widen(Raster<float> plane)
    {
        for (var y = 0; y < plane.Height; y++)
        {
            foreach (ref var value in plane.Row(y))
            {
                value = Math.Clamp(((value * 255) - 16) / 219, 0, 1);
            }
        }
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
