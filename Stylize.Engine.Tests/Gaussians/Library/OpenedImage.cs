using Stylize.GaussianLibrary;

namespace Stylize.Engine.Tests.Gaussians.Library;

/// <summary>An image that libgaussianimage has opened. It must be closed without an error.</summary>
internal sealed unsafe class OpenedImage : IDisposable
{
    private readonly nint _image;

    public OpenedImage(byte[] bytes, OpenOptions options = default) =>
        Assert.True(LibraryApi.Current.Open(bytes, options, out _image) == Result.Ok, LibraryApi.Current.Message);

    public static string Sample { get; } =
        Checkout.Path("Stylize.Engine.Tests", "Gaussians", "Files", "Samples", "compact-1.g2d");

    public static implicit operator nint(OpenedImage image) => image._image;

    public void Dispose() => Assert.Equal(Result.Ok, LibraryApi.Current.Close(_image));
}
