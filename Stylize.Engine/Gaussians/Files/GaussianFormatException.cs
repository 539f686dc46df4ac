namespace Stylize.Engine.Gaussians.Files;

/// <summary>Bytes that are no .g2d file; <see cref="GaussianFileReader"/> turns it into an error that names the file, or stops there when a prefix will do.</summary>
internal sealed class GaussianFormatException(string message) : Exception(message);
