namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// The bytes are no .g2d file, or a damaged one. <see cref="GaussianFileReader"/> adds the file's name, or keeps what was read so far.
/// </summary>
internal sealed class GaussianFormatException(string message) : Exception(message);
