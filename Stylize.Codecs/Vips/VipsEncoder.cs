namespace Stylize.Codecs.Vips;

internal static unsafe class VipsEncoder
{
    /// <summary>Encodes an 8-bit image; alpha is omitted if every pixel is opaque, unless requested.</summary>
    internal static void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha)
    {
        using var memory = Wrap(image.Pointer, image.Stride, image.Height, 4, BandFormat.Byte);
        using var cropped = Crop(memory, image.Width, image.Height);
        using var pixels = !keepAlpha && Opacity.IsOpaque(image)
            ? new VipsOperation("extract_band").SetImage("in", cropped).Set("band", 0).Set("n", 3).RunOnce()
            : Named(cropped, "srgb");
        Save(pixels, target, options);
        GC.KeepAlive(image);
    }

    /// <summary>Encodes sample planes, 8 bits per sample if <see cref="SampleImage{T}.BitsPerSample"/> is up to 8,
    /// otherwise 16.</summary>
    internal static void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options)
    {
        var format = image.BitsPerSample <= 8 ? BandFormat.Byte : BandFormat.UShort;
        var (bands, colors) = (image.Planes.Count, image.ColorPlanes);
        var bytes = (nuint)image.Width * (nuint)image.Height * (nuint)bands * (nuint)BandFormats.Bytes(format);
        var samples = NativeMemory.Alloc(bytes);
        try
        {
            var rowBytes = image.Width * bands * BandFormats.Bytes(format);
            for (var y = 0; y < image.Height; y++)
            {
                PlainPixels.Interleave(image, y, new Span<byte>((byte*)samples + ((nint)y * rowBytes), rowBytes));
            }

            using var memory = Wrap(samples, image.Width, image.Height, bands, format);
            using var named = Named(memory, (colors, format) switch
            {
                (1, BandFormat.Byte) => "b-w",
                (1, _) => "grey16", // The spelling of libvips.
                (3, BandFormat.Byte) => "srgb",
                (3, _) => "rgb16",
                _ => "multiband",
            });
            Save(named, target, options);
        }
        finally
        {
            NativeMemory.Free(samples);
        }
    }

    private static VipsObject Wrap(void* data, int width, int height, int bands, BandFormat format)
    {
        var size = (nuint)width * (nuint)height * (nuint)bands * (nuint)BandFormats.Bytes(format);
        var image =
            new VipsObject(VipsNative.vips_image_new_from_memory(data, size, width, height, bands, (int)format));
        return image.IsInvalid ? throw VipsFailure.Take("vips_image_new_from_memory") : image;
    }

    /// <summary>Removes the padding at the end of each row.</summary>
    private static VipsObject Crop(VipsObject image, int width, int height) =>
        new VipsOperation("extract_area")
            .SetImage("input", image)
            .Set("left", 0)
            .Set("top", 0)
            .Set("width", width)
            .Set("height", height)
            .RunOnce();

    private static VipsObject Named(VipsObject image, string interpretation) =>
        new VipsOperation("copy").SetImage("in", image).Set("interpretation", interpretation).RunOnce();

    private static void Save(VipsObject image, Stream stream, EncodeOptions options)
    {
        using var target = VipsStream.Target(stream);
        using var save = new VipsOperation(FormatCodec.ForFormat(options.Format).Saver!);
        save.SetImage("in", image).Set("target", target.Connection, "VipsTarget");
        Apply(save, image, options);
        try
        {
            save.Run();
        }
        catch (VipsFailure failure)
        {
            throw target.Failure is { } cause
                ? new IOException(
                    $"Cannot write the {FormatDefinition.ForFormat(options.Format).Name} file: {cause.Message}", cause)
                : Errors.NotEncoded.From(failure, null, FormatDefinition.ForFormat(options.Format).Name);
        }
    }

    /// <summary>
    /// Sets the arguments of the saver. Only the metadata of AVIF is written here; that of other formats is inserted
    /// into the file.
    /// </summary>
    private static void Apply(VipsOperation save, VipsObject image, EncodeOptions options)
    {
        var keepsMetadata = options.Format == ImageFormat.Avif && !options.Metadata.IsEmpty;
        save.Set("keep", keepsMetadata ? VipsFields.NamesOf(options.Metadata) : "none");
        if (keepsMetadata)
        {
            VipsFields.Attach(image, options.Metadata);
        }

        switch (options.Format)
        {
            case ImageFormat.Png:
                // Paeth alone with zlib level 3 is both smaller and faster than libvips's default of no filter at level
                // 6.
                _ = options.Compression switch
                {
                    LosslessCompression.None => save.Set("compression", 0).Set("filter", "none"),
                    LosslessCompression.Fast => save.Set("compression", 3).Set("filter", "paeth"),
                    LosslessCompression.Smallest => save.Set("compression", 9).Set("filter", "all"),
                };
                break;
            case ImageFormat.Jpeg:
                save.Set("Q", options.Quality).Set("background", "255");
                break;
            case ImageFormat.WebP:
                save.Set("Q", options.Quality).Set("lossless", options.Lossless ? "true" : "false")
                    .Set("exact", "true");
                break;
            case ImageFormat.Avif:
                save.Set("compression", "av1").Set("effort", 2).Set("Q", options.Quality);
                save.Set("lossless", options.Lossless ? "true" : "false");
                break;
        }
    }
}
