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
            var (_, _, width, height) = place.Area(page.Info.Width, page.Info.Height);
            return Orientation.SwapsSides(place.Orientation) ? page.Info with { Width = height, Height = width }
                : page.Info with { Width = width, Height = height };
        }
    }

    public override Raster<Rgba32> ToRgba() =>
        Placed(new SampleImage<Rgba32>([page.ToRgba()], hasAlpha: true, 8)).Planes[0];

    public override SampleImage<float> ToUnits() => Placed(page.ToUnits());

    public override SampleImage<ushort> ToSamples() => Placed(page.ToSamples());

    private SampleImage<T> Placed<T>(SampleImage<T> whole)
        where T : unmanaged
    {
        using (whole)
        {
            var (left, top, width, height) = place.Area(whole.Width, whole.Height);
            var planes = whole.Planes.Select(plane => plane.Crop(left, top, width, height)).ToList();
            return Orientation.Upright(
                place.Orientation, new SampleImage<T>(planes, whole.HasAlpha, whole.BitsPerSample));
        }
    }
}
