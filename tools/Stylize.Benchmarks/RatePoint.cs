namespace Stylize.Benchmarks;

/// <summary>A measured file of a codec: bits per pixel of the whole file, PSNR over RGB in dB, and MS-SSIM.</summary>
internal sealed record RatePoint(double Rate, double Psnr, double MsSsim);
