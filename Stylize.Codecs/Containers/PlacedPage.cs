using Stylize.Codecs.Avif;

namespace Stylize.Codecs.Containers;

/// <summary>A page that is cropped and turned after it was decoded, with its alpha.</summary>
/// <param name="page">The page as the library decodes it; owned by this one.</param>
internal sealed class PlacedPage(string name, PageReader page, AvifPlace place) : PageReader(name, page)
{
    public override ImageInfo Info
    {
        get
        {
            var info = page.Info;
            var (_, _, width, height) = place.Area(info.Width, info.Height);
            return Orientation.SwapsSides(place.Orientation) ? info with { Width = height, Height = width }
                : info with { Width = width, Height = height };
        }
    }

    public override Raster<Rgba32> ToRgba()
    {
        using var whole = page.ToRgba();
        return Placed(whole);
    }

    public override SampleImage<float> ToUnits() => Placed(page.ToUnits());

    public override SampleImage<ushort> ToSamples() => Placed(page.ToSamples());

    private SampleImage<T> Placed<T>(SampleImage<T> whole)
        where T : unmanaged
    {
        using (whole)
        {
            return new SampleImage<T>([.. whole.Planes.Select(Placed)], whole.HasAlpha, whole.BitsPerSample);
        }
    }

    private Raster<T> Placed<T>(Raster<T> whole)
        where T : unmanaged
    {
        var (left, top, width, height) = place.Area(whole.Width, whole.Height);
        using var area = new Raster<T>(width, height);
        for (var y = 0; y < height; y++)
        {
            whole.Row(top + y).Slice(left, width).CopyTo(area.Row(y));
        }

        var swaps = Orientation.SwapsSides(place.Orientation);
        return new Raster<T>(swaps ? height : width, swaps ? width : height).FilledBy(
            upright => Orientation.Place(area, 0, height, place.Orientation, upright));
    }
}
