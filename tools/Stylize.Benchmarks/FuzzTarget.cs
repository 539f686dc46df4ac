using Stylize.Codecs;
using Stylize.Engine.Catalog;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Tests.Codecs;

namespace Stylize.Benchmarks;

/// <summary>A reader of untrusted files, with valid inputs to mutate.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Samples">Valid inputs.</param>
/// <param name="Read">Reads an input; returns false if it rejects the format.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Samples, Func<byte[], bool> Read)
{
    /// <summary>True to change also numbers, words and lines of the samples.</summary>
    public bool IsText { get; init; }

    /// <summary>Returns a changed copy of one of the samples.</summary>
    public byte[] Mutate(Random random) =>
        IsText && random.Next(4) > 0 ? Mutation.OfText(Samples, random) : Mutation.Of(Samples, random);

    /// <summary>Number of frames of an animation that are read.</summary>
    private const int MaxFrames = 5;

    /// <summary>Limits images so that they and one copy fit into the allowed memory.</summary>
    private static readonly DecodeOptions Limits = DecodeOptions.Default with { MaxPixels = 16 << 20 };

    public static IEnumerable<FuzzTarget> All(string root, FuzzFolder folder)
    {
        using var image = Drawing();
        foreach (var format in ImageCodecs.Default.ReadFormats.Intersect(ImageCodecs.Default.WriteFormats))
        {
            yield return new FuzzTarget(format.ToString().ToLowerInvariant(), Images(image, format, root), Decode);
        }

        yield return new FuzzTarget("bmp", [Bitmap(image, 24), Bitmap(image, 32)], Decode);
        byte[][] netpbm =
        [
            "P1 3 2 1 0 1 0 1 0"u8.ToArray(), "P2 3 1 255 0 9 255"u8.ToArray(), "P3 1 2 15 1 2 3 4 5 6"u8.ToArray(),
            "P4 9 2\n1234"u8.ToArray(), "P5 3 2 255\n123456"u8.ToArray(), "P6 2 1 65535\n123456789012"u8.ToArray(),
            "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n12345678"u8.ToArray(),
        ];
        yield return new FuzzTarget("ppm", netpbm, Decode);
        (char, int)[] loops = [('T', 2), ('P', 2), ('Z', 2)];
        byte[][] nd2 =
        [
            new TinyNd2(6, 5) { Loops = loops, Positions = ["A1_0001", "B2_0001"], Skipped = [1] }.ToArray(8),
            new TinyNd2(6, 5, 8, isXml: true) { Loops = loops, Positions = ["A1", "A2"], IsPacked = true }.ToArray(8),
            new TinyNd2(6, 5, 8) { IsColor = true, PacksMetadata = true }.ToArray(2),
        ];
        yield return new FuzzTarget("nd2", nd2, Decode);
        byte[] pixels = [.. Enumerable.Range(0, 40).Select(i => (byte)(i * i))];
        byte[][] czi =
        [
            new TinyCzi { Metadata = TinyCzi.Describe(["A", "B"], ["A1", "B2"], .5) }
                .Block(0, 0, 5, 4, pixels, "C0 S0 M0").Block(3, -2, 5, 4, pixels, "C0 S0 M1", compression: 60)
                .Block(0, 0, 4, 5, pixels, "C1 S1 T3", compression: 5).ToArray(),
            new TinyCzi().Block(0, 0, 4, 3, pixels, "H2 Z1", pixelType: 3, compression: 6).ToArray(),
        ];
        yield return new FuzzTarget("czi", czi, Decode);
        byte[][] models =
        [
            Gaussians(image, new() { Count = 60, Iterations = 10 }),
            Gaussians(image, new() { TargetSize = 700, Iterations = 20 }),
        ];
        foreach (var (name, isPrefix) in new[] { ("g2d", false), ("g2d-prefix", true) })
        {
            yield return new FuzzTarget(name, models, bytes =>
            {
                Repair(bytes);
                var options = new GaussianReadOptions { AllowPrefix = isPrefix };
                using var file = GaussianFileReader.Read(bytes, "fuzz.g2d", options);
                using var picture = GaussianRenderer.Render(file.Model, new RenderOptions { Width = 40, Height = 30 });
                return true;
            });
        }

        byte[][] animations = [Animation(image)];
        yield return new FuzzTarget("g2d-animation", animations, bytes =>
        {
            Repair(bytes);
            var animation = GaussianAnimation.Read(
                ImageSource.Memory(bytes, "fuzz.g2d"), new GaussianReadOptions { MaxCount = 1 << 20 });
            foreach (var frame in animation.Frames())
            {
                frame.Dispose();
            }

            return true;
        });
        yield return FuzzLibrary.Target(models[0]);
        foreach (var (reader, samples, read) in MessageSamples.Readers)
        {
            yield return new FuzzTarget(reader, samples, read);
        }

        var record = ProvenanceText.Write(ProvenanceRecord.Create(
            "pixel-art", 1, ProvenanceOptions.FromRecord(Engine.PixelArt.PixelArtOptions.Default with { Width = 20 }),
            "photo.png", new string('a', 64)));
        yield return new FuzzTarget("provenance", [Encoding.UTF8.GetBytes(record)], bytes =>
            ProvenanceText.Read(Encoding.UTF8.GetString(bytes)) is not null);
        foreach (var target in FuzzReaders.All(Images(image, ImageFormat.Png, root)[0], folder)
            .Concat(FuzzTexts.All(folder)).Concat(FuzzChunks.All(folder)).Concat(FuzzRows.All(folder))
            .Append(FuzzRequests.Target))
        {
            yield return target;
        }
    }

    /// <summary>Writes correct checksums into three of four files, so that their damage reaches the decoder.</summary>
    private static void Repair(byte[] bytes)
    {
        if (bytes.Length % 4 > 0)
        {
            Mutation.RepairChecksums(bytes);
        }
    }

    private static bool Decode(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G'])) Repair(bytes);
        var source = ImageSource.Memory(bytes, "fuzz");
        var info = ImageCodecs.Default.Identify(source, Limits);
        ImageCodecs.Default.ReadMetadata(source, Limits);
        using var image = ImageCodecs.Default.DecodeRgba(source, Limits);
        if (info.IsAnimation)
        {
            using var reader = ImageCodecs.Default.OpenFrames(source, Limits);
            for (var left = MaxFrames; left > 0 && reader.Read(image, out _); left--)
            {
            }
        }

        return true;
    }

    /// <summary>Returns an animation of four frames of 40 Gaussians: a part changes, then the picture moves.</summary>
    private static byte[] Animation(Raster<Rgba32> image)
    {
        const int Step = 4;
        using var frames = new MemoryStream();
        using var other = image.Clone();
        for (var y = 4; y < 12; y++)
        {
            other.Row(y)[6..20].Fill(new Rgba32(255, 0, 0));
        }

        using var moved = other.Clone();
        using var twice = other.Clone();
        for (var y = 0; y < image.Height; y++)
        {
            other.Row(y)[..^Step].CopyTo(moved.Row(y)[Step..]);
            other.Row(y)[..^(2 * Step)].CopyTo(twice.Row(y)[(2 * Step)..]);
        }

        ImageCodecs.Default.EncodeFrames(
            [new(image, 50), new(other, 50), new(moved, 50), new(twice, 50)], frames,
            new EncodeOptions(ImageFormat.Png));
        var input = new ImageInput(ImageSource.Memory(frames.ToArray(), "animation.png"), ImageCodecs.Default);
        var operation = new GaussianImageOperation(new GaussianImageOptions { Count = 40, Iterations = 60 });
        using var result = operation.Run(input, new OperationContext());
        using var file = new MemoryStream();
        result.Write(file);
        return file.ToArray();
    }

    private static Raster<Rgba32> Drawing()
    {
        var small = new Raster<Rgba32>(48, 32);
        for (var y = 0; y < small.Height; y++)
        {
            for (var x = 0; x < small.Width; x++)
            {
                small[x, y] = new Rgba32((byte)(5 * x), (byte)(7 * y), (byte)(x * y));
            }
        }

        return small;
    }

    private static List<byte[]> Images(Raster<Rgba32> image, ImageFormat format, string root)
    {
        using var plain = new MemoryStream();
        ImageCodecs.Default.Encode(image, plain, new EncodeOptions(format));
        var samples = new List<byte[]> { plain.ToArray() };
        if (format is ImageFormat.Gif or ImageFormat.WebP or ImageFormat.Png or ImageFormat.Aseprite)
        {
            using var animated = new MemoryStream();
            using var other = image.Clone();
            other[3, 4] = new Rgba32(255, 0, 0);
            AnimationFrame[] frames = [new(image, 50), new(other, 50)];
            ImageCodecs.Default.EncodeFrames(frames, animated, new EncodeOptions(format));
            samples.Add(animated.ToArray());
        }

        if (format == ImageFormat.Aseprite)
        {
            samples.Add(TinyAseprite.WithAllParts());
        }

        if (format == ImageFormat.Png)
        {
            var suite =
                Directory.GetFiles(Path.Combine(root, "Stylize.Engine.Tests", "Images", "png"), "*.png").Order();
            samples.AddRange(suite.Where((_, i) => i % 8 == 0).Select(File.ReadAllBytes));
        }

        return samples;
    }

    private static byte[] Bitmap(Raster<Rgba32> image, int bits)
    {
        const int Headers = 54;
        var rowBytes = ((image.Width * bits) + 31) / 32 * 4;
        var file = new byte[Headers + (rowBytes * image.Height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), Headers);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), image.Height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), (short)bits);
        for (var at = Headers; at < file.Length; at++)
        {
            file[at] = (byte)(at * 7);
        }

        return file;
    }

    private static byte[] Gaussians(Raster<Rgba32> image, GaussianImageOptions options)
    {
        using var png = new MemoryStream();
        ImageCodecs.Default.Encode(image, png, new EncodeOptions(ImageFormat.Png));
        var operation = new GaussianImageOperation(options);
        var input = new ImageInput(ImageSource.Memory(png.ToArray(), "small"), ImageCodecs.Default);
        using var artifact = operation.Run(input, OperationContext.Quiet);
        using var file = new MemoryStream();
        artifact.Write(file);
        return file.ToArray();
    }
}
