namespace Stylize.Engine.Tests;

/// <summary>Pictures and results as files.</summary>
internal static partial class EncodedFiles
{
    public static byte[] Encoded(this Raster<Rgba32> image, EncodeOptions options) =>
        Written(stream => ImageCodecs.Default.Encode(image, stream, options));

    public static byte[] Encoded(this SampleImage<ushort> image, EncodeOptions options) =>
        Written(stream => ImageCodecs.Default.Encode(image, stream, options));

    public static void Save(this Raster<Rgba32> image, string path, EncodeOptions options) =>
        File.WriteAllBytes(path, image.Encoded(options));

    public static void Save(this SampleImage<ushort> image, string path, EncodeOptions options) =>
        File.WriteAllBytes(path, image.Encoded(options));

    public static void Save(this Raster<uint> labels, string path, EncodeOptions options) =>
        File.WriteAllBytes(path, Written(stream => ImageCodecs.Default.Encode(labels, stream, options)));

    public static byte[] Encoded(this IEnumerable<AnimationFrame> frames, EncodeOptions options) =>
        Written(stream => ImageCodecs.Default.EncodeFrames(frames, stream, options));

    /// <summary>Returns all frames of an animation.</summary>
    public static List<AnimationFrame> Frames(this byte[] file)
    {
        using var reader = ImageCodecs.Default.OpenFrames(ImageSource.Memory(file, "animation"));
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        List<AnimationFrame> frames = [];
        while (reader.Read(frame, out var milliseconds))
        {
            frames.Add(new(frame.Clone(), milliseconds));
        }

        return frames;
    }

    public static byte[] Bytes(this IArtifact artifact) => Written(artifact.Write);

    public static string Text(this IArtifact artifact) => Encoding.UTF8.GetString(artifact.Bytes());

    public static string Text(this SideFile file) => Encoding.UTF8.GetString(Written(file.Write));

    public static Raster<Rgba32> Decoded(this IArtifact artifact) =>
        ImageCodecs.Default.DecodeRgba(ImageSource.Memory(artifact.Bytes(), "result"));
}
