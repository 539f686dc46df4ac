namespace Stylize.Engine.Gaussians.Files;

/// <summary>The file has more Gaussians or pixels than the reader accepts.</summary>
internal sealed class GaussianLimitException(string message) : Exception(message);
