using Stylize.Engine.Gaussians.Device;

namespace Stylize.Engine.Tests.Gaussians.Device;

/// <summary>The OpenCL device of this machine. A software device suffices, such as Debian's pocl-opencl-icd.</summary>
public sealed class OpenClDevice : INeed
{
    public static string? Missing
    {
        get
        {
            try
            {
                return ComputeDevice.Find(GaussianDevice.Gpu) is null ? "no device" : null;
            }
            catch (StylizeException missing)
            {
                return missing.Message;
            }
        }
    }

    internal static ComputeDevice Value => ComputeDevice.Find(GaussianDevice.Gpu)!;
}
