namespace Stylize.Benchmarks;

/// <summary>One file of a codec: bits a pixel of the whole file, PSNR over RGB, MS-SSIM.</summary>
internal sealed record RatePoint(double Rate, double Psnr, double MsSsim);
