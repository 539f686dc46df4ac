namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>
/// The bytes are no .g2d file, or a damaged one. <see cref="GaussianFileReader"/> adds the file's name, or keeps what was read so far.
/// </summary>
internal sealed class GaussianFormatException(string message) : Exception(message);

/// <summary>The file has more Gaussians or pixels than the reader accepts.</summary>
internal sealed class GaussianLimitException(string message) : Exception(message);

/// <summary>The file has a version of the format, or a profile, that this build does not read.</summary>
internal sealed class GaussianVersionException(string message) : Exception(message);
