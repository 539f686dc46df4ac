namespace Stylize.Engine.Gaussians.Files;

/// <summary>A file that claims to be larger than the reader takes.</summary>
internal sealed class GaussianLimitException(string message) : Exception(message);
