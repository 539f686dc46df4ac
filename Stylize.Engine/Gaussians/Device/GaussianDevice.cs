namespace Stylize.Engine.Gaussians.Device;

/// <summary>Where Gaussians are fitted.</summary>
public enum GaussianDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A graphics processor if there is one, otherwise the processor.</summary>
    Auto,

    /// <summary>A graphics processor through OpenCL; without one, any other OpenCL device. An error without
    /// one.</summary>
    Gpu,
}

/// <summary>The choice of the user, applied to the work of one file.</summary>
internal static class GaussianDeviceExtensions
{
    /// <summary>
    /// Runs work on the chosen device. With <see cref="GaussianDevice.Auto"/>, work whose device fails runs again on
    /// the processor.
    /// </summary>
    /// <param name="file">Name of the file for messages.</param>
    /// <param name="work">Receives the device; null for the processor.</param>
    /// <exception cref="StylizeException">DeviceFailed, or a failure of the work.</exception>
    public static T Run<T>(
        this GaussianDevice choice, string file, OperationContext context, Func<ComputeDevice?, T> work) =>
        Run(ComputeDevice.Find(choice), choice == GaussianDevice.Auto, file, context, work);

    /// <param name="device">The device; null for the processor.</param>
    /// <param name="mayFallBack">True to run failed work again on the processor.</param>
    internal static T Run<T>(
        ComputeDevice? device, bool mayFallBack, string file, OperationContext context, Func<ComputeDevice?, T> work)
    {
        if (device is null) return work(null);

        context.Verbose?.Invoke($"device: {device.Name}{(device.IsProcessor ? " (the processor)" : "")}");
        try
        {
            return work(device);
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.DeviceFailed && mayFallBack)
        {
            context.Warning?.Invoke($"'{file}': {failure.Message} Used the processor.");
            return work(null);
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.DeviceFailed)
        {
            throw Errors.DeviceFailedFile.From(failure, file, failure.Message);
        }
    }
}
