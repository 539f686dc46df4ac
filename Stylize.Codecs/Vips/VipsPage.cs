using Stylize.Codecs.Containers;
using Stylize.Codecs.Files;
using Stylize.Codecs.Pixels;
using Stylize.Codecs.Png;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>One page of a source, its header checked against the limits; pixels are decoded as they are fetched, top to bottom.</summary>
internal sealed class VipsPage : IDisposable
{
    internal const string OnError = "error";

    internal const string OnWarning = "warning";

    private readonly VipsStream _source;

    private VipsPage(VipsStream source, VipsObject image, ImageInfo info)
    {
        _source = source;
        Image = image;
        Info = info;
    }

    /// <summary>The stored image: its samples and sides are the file's own.</summary>
    internal VipsObject Image { get; }

    internal ImageInfo Info { get; }
    internal Exception? ReadFailure => _source.Failure;

    /// <summary>Reads the header of the page that the options name.</summary>
    /// <param name="failOn">What of libvips's findings is a failure: <see cref="OnError"/> or <see cref="OnWarning"/>.</param>
    internal static VipsPage Open(SourceStream source, DecodeOptions options, string failOn = OnError)
    {
        ClaimedSize.CheckLimits(source, options);
        var first = Load(source, options, page: 0, "sequential", failOn);
        if (options.Page == 0 || source.Format == ImageFormat.Png) return first;

        first.Dispose();
        return Load(source, options, options.Page, "sequential", failOn);
    }

    /// <summary>As <see cref="Open"/>, with the image turned as its orientation says; a turned image is spooled by libvips.</summary>
    internal static VipsPage OpenUpright(SourceStream source, DecodeOptions options, string failOn = OnError)
    {
        var page = Open(source, options, failOn);
        if (page.Info.Orientation <= 1) return page;

        page.Dispose();
        page = Load(source, options, options.Page, "random", failOn);
        try
        {
            using var turn = new VipsOperation("autorot");
            return new VipsPage(page._source, turn.SetImage("in", page.Image).RunToImage(), page.Info);
        }
        catch (VipsFailure failure)
        {
            page._source.Dispose();
            throw source.Damaged(failure);
        }
        finally
        {
            page.Image.Dispose();
        }
    }

    public void Dispose()
    {
        Image.Dispose();
        _source.Dispose();
    }

    private static VipsPage Load(SourceStream source, DecodeOptions options, int page, string access, string failOn)
    {
        source.Stream.Position = 0;
        var reader = VipsStream.Source(source.Stream);
        VipsObject? image = null;
        try
        {
            using (var load = new VipsOperation(FormatCodec.Of(source.Format).Loader!))
            {
                load.Set("source", reader.Connection, "VipsSource").Set("access", access).Set("fail_on", failOn);
                if (page > 0)
                {
                    load.Set("page", page);
                }

                image = load.RunToImage();
            }

            var info = Describe(image, source);
            SourceLimits.Check(source.Name, info.Width, info.Height, info.Pages, options);
            SourceLimits.CheckPage(source.Name, info.Pages, options);
            return new VipsPage(reader, image, info);
        }
        catch (VipsFailure failure)
        {
            reader.Dispose();
            throw source.Damaged(reader.Failure ?? failure);
        }
        catch
        {
            image?.Dispose();
            reader.Dispose();
            throw;
        }
    }

    private static ImageInfo Describe(VipsObject image, SourceStream source)
    {
        var orientation = VipsNative.vips_image_get_orientation(image);
        var (width, height) = (VipsNative.vips_image_get_width(image), VipsNative.vips_image_get_height(image));
        var pages = source.Format == ImageFormat.Png ? source.Read(ApngLayout.CountFrames) : VipsFields.PagesOf(image);
        var hasAlpha = VipsStrips.HasAlphaBand(image);
        var band = (BandFormat)VipsNative.vips_image_get_format(image);
        return new ImageInfo(
            source.Format, Orientation.SwapsSides(orientation) ? height : width,
            Orientation.SwapsSides(orientation) ? width : height, pages,
            VipsNative.vips_image_get_bands(image) - (hasAlpha ? 1 : 0), hasAlpha, 8 * BandFormats.Bytes(band),
            band is BandFormat.Float or BandFormat.Double, orientation);
    }
}
