using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>Writes pixels in memory to a stream through libvips.</summary>
internal static unsafe class VipsEncoder
{
    /// <summary>Encodes an 8-bit image; alpha is left out where every pixel is opaque.</summary>
    internal static void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options)
    {
        using var memory = Wrap(image.Pointer, image.Stride, image.Height, 4, BandFormat.Byte);
        using var cropped = Crop(memory, image.Width, image.Height);
        using var pixels = Opacity.IsOpaque(image)
            ? new VipsOperation("extract_band").SetImage("in", cropped).Set("band", 0).Set("n", 3).RunOnce()
            : Named(cropped, "srgb");
        Save(pixels, target, options);
        GC.KeepAlive(image);
    }

    private static VipsObject Wrap(void* data, int width, int height, int bands, BandFormat format)
    {
        var size = (nuint)width * (nuint)height * (nuint)bands * (nuint)BandFormats.Bytes(format);
        var image = new VipsObject(VipsNative.vips_image_new_from_memory(data, size, width, height, bands, (int)format));
        return image.IsInvalid ? throw VipsFailure.Take("vips_image_new_from_memory") : image;
    }

    /// <summary>Leaves out the padding at the end of each row.</summary>
    private static VipsObject Crop(VipsObject image, int width, int height) =>
        new VipsOperation("extract_area").SetImage("input", image).Set("left", 0).Set("top", 0).Set("width", width).Set("height", height).RunOnce();

    private static VipsObject Named(VipsObject image, string interpretation) =>
        new VipsOperation("copy").SetImage("in", image).Set("interpretation", interpretation).RunOnce();

    private static void Save(VipsObject image, Stream stream, EncodeOptions options)
    {
        using var target = new VipsStreamTarget(stream);
        using var save = new VipsOperation(VipsLoaders.SaverOf(options.Format));
        save.SetImage("in", image).Set("target", target.Target, "VipsTarget");
        VipsSaveOptions.Apply(save, options);
        try
        {
            save.Run();
        }
        catch (VipsFailure failure)
        {
            throw target.Failure is { } cause
                ? new IOException($"The {ImageFormatName.Of(options.Format)} file could not be written: {cause.Message}", cause)
                : new StylizeException(StylizeError.OperationFailed, null, $"The image could not be encoded as {ImageFormatName.Of(options.Format)}.", null, failure);
        }
    }
}
