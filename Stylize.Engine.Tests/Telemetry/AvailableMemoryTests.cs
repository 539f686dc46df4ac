using Stylize.Engine.Batch;
using Stylize.Engine.Telemetry;
using Stylize.Engine.Tests.Batch;

namespace Stylize.Engine.Tests.Telemetry;

public sealed class AvailableMemoryTests
{
    [Fact]
    public void Free_memory_is_some_of_what_the_process_may_have() =>
        Assert.InRange(AvailableMemory.Bytes(), 1 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
