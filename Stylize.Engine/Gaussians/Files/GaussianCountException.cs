namespace Stylize.Engine.Gaussians.Files;

/// <summary>A file with more Gaussians than the reader was told to take.</summary>
internal sealed class GaussianCountException(int count) : Exception
{
    public int Count { get; } = count;
}
