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

    public static byte[] Bytes(this IArtifact artifact) => Written(artifact.Write);

    public static string Text(this IArtifact artifact) => Encoding.UTF8.GetString(artifact.Bytes());

    public static string Text(this SideFile file) => Encoding.UTF8.GetString(Written(file.Write));

    public static Raster<Rgba32> Decoded(this IArtifact artifact) =>
        ImageCodecs.Default.DecodeRgba(ImageSource.Memory(artifact.Bytes(), "result"));
}
