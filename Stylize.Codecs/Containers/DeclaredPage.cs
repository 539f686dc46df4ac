using Stylize.Codecs.Avif;
using Stylize.Codecs.Color;

namespace Stylize.Codecs.Containers;

/// <summary>A page whose file declares color that decoders do not apply. Of numbers, only the range is
/// converted.</summary>
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
        using var samples = ToSamples();
        return PlainPixels.ToUnits(samples).FilledBy(units =>
        {
            if (declared.IsPremultiplied && units.HasAlpha) Divide(units);

            color?.Apply(units, samples.BitsPerSample > 8 ? 16 : 8);
        });
    }

    /// <summary>Stretches luma from 219 steps and the differences from it from 224 (ITU-T H.273, 8.3). Without parts
    /// of luma, each plane is stretched alone. Libraries shift 10 and 12 bits to 16, so that a step is 256 there and
    /// white a little more than of 8 bits.</summary>
    private static void Widen(ReadOnlySpan<Raster<ushort>> planes, double[] luma, double full)
    {
        var step = full > 255 ? 256 : 1;
        for (var y = 0; y < planes[0].Height; y++)
        {
            for (var x = 0; x < planes[0].Width; x++)
            {
                var light = 0.0;
                for (var plane = 0; plane < luma.Length; plane++)
                {
                    light += luma[plane] * planes[plane][x, y];
                }

                foreach (var plane in planes)
                {
                    double value = plane[x, y], own = luma.Length > 0 ? light : value;
                    var wide = (((own - (16 * step)) / 219) + ((value - own) / 224)) * full / step;
                    plane[x, y] = (ushort)(Math.Clamp(wide, 0, full) + .5);
                }
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

    public override SampleImage<ushort> ToSamples() => page.ToSamples().FilledBy(samples =>
    {
        var (planes, full) = (samples.Planes.ToArray(), samples.BitsPerSample > 8 ? 65535 : 255);
        if (declared.IsNarrowAlpha && samples.HasAlpha) Widen([planes[^1]], [], full);
        if (declared.Luma is { } luma) Widen(planes.AsSpan(0, samples.ColorPlanes), luma, full);
    });

    public override IStripReader OpenStrips() => declared == default ? page.OpenStrips() : base.OpenStrips();
}
