namespace Stylize.Engine.Tests.DotArt;

/// <summary>A PNG file that is deleted on disposal.</summary>
internal sealed class TemporaryImage : IDisposable
{
    public TemporaryImage(Raster<Rgba32> image)
    {
        image.Save(Path, new(ImageFormat.Png));
    }

    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"stylize-{Guid.NewGuid():n}.png");

    public void Dispose() => File.Delete(Path);
}
