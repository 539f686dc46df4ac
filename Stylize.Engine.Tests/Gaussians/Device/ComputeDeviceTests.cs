using Stylize.Engine.Gaussians.Device;

namespace Stylize.Engine.Tests.Gaussians.Device;

public sealed class ComputeDeviceTests
{
    [Fact]
    public void Without_a_device_gpu_is_refused_and_auto_is_the_processor()
    {
        Assert.Null(ComputeDevice.Find(GaussianDevice.Cpu));
        foreach (var isInstalled in (bool[])[true, false])
        {
            Assert.Null(ComputeDevice.Choose(GaussianDevice.Auto, null, isInstalled));
            Fails.At(
                StylizeError.OptionInvalid, "Device",
                () => ComputeDevice.Choose(GaussianDevice.Gpu, null, isInstalled), "OpenCL");
        }
    }

    [Fact<OpenClDevice>]
    public void A_failing_device_ends_the_file_and_auto_uses_the_processor_with_a_warning()
    {
        var device = OpenClDevice.Value;
        List<string> warnings = [];
        var context = OperationContext.Quiet with { Warning = warnings.Add };
        Fails.At(
            StylizeError.DeviceFailed, "a.g2d",
            () => GaussianDeviceExtensions.Run(device, false, "a.g2d", context, Fail), device.Name,
            "CL_OUT_OF_RESOURCES");
        Assert.Empty(warnings);

        Assert.Equal("processor", GaussianDeviceExtensions.Run(device, true, "a.g2d", context, Fail));
        Assert.Contains(device.Name, Assert.Single(warnings), StringComparison.Ordinal);

        string Fail(ComputeDevice? chosen)
        {
            chosen?.Check(ClStatus.CL_OUT_OF_RESOURCES, "a kernel");
            return "processor";
        }
    }

    [Fact<OpenClDevice>]
    public void A_file_waits_for_the_memory_of_others_and_one_that_cannot_fit_is_refused()
    {
        var device = OpenClDevice.Value;
        Fails.Of(StylizeError.DeviceFailed, () => device.Admit(device.Memory + 1, default));
        var first = device.Admit(device.Memory, default);
        using var canceled = new CancellationTokenSource();
        var second = Task.Run(() => device.Admit(1, default));
        var third = Task.Run(() => device.Admit(1, canceled.Token));
        canceled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => third.GetAwaiter().GetResult());
        Assert.False(second.IsCompleted);
        first.Dispose();
        second.GetAwaiter().GetResult().Dispose();
    }

    [Fact<OpenClDevice>]
    public void Kernels_run_on_several_queues_at_once_and_read_what_was_written()
    {
        var device = OpenClDevice.Value;
        Parallel.For(0, 4, k =>
        {
            using var queue = new DeviceQueue(device);
            using var buffer = queue.Allocate<int>(100);
            queue.Write<int>(buffer, [.. Enumerable.Range(k, 100)]);
            var read = new int[98];
            queue.Read(buffer, read, 2);
            Assert.Equal(Enumerable.Range(k + 2, 98), read);
        });
        using var other = new DeviceQueue(device);
        Fails.Of(StylizeError.DeviceFailed, () => other.Allocate<byte>(long.MaxValue));
        Fails.Of(StylizeError.DeviceFailed, () => other.Run("fit.cl", "absent", 1, 0, []));
    }
}
