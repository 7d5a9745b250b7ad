package org.quantzoo.benchmarks.peers;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.engines.Prepared;
import org.quantzoo.benchmarks.engines.SampleImages;
import org.quantzoo.benchmarks.engines.Workload;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;

/** PyTorch's natives through DJL: eager forward, backward and update, in float32. */
public final class PyTorchEngine implements org.quantzoo.benchmarks.engines.Engine {
    private static final String ENGINE = "PyTorch";

    private final List<NDArray> features = new ArrayList<>();
    private final List<NDArray> labels = new ArrayList<>();
    private NDManager manager;
    private Model model;
    private Trainer trainer;
    private ParameterStore parameters;
    private int next;

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        if (workload.precision() != Precision.FLOAT32) {
            throw new IllegalArgumentException("PyTorch runs in float32 here, found " + workload.precision() + ".");
        }
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(workload.threads()));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        Engine engine = Engine.getEngine(ENGINE);
        int size = workload.batch();
        Shape input =
                new Shape(size, images.shape().channels(), images.shape().height(), images.shape().width());
        manager = engine.newBaseManager(Device.cpu());
        model = Model.newInstance(workload.network().name(), Device.cpu(), ENGINE);
        PyTorchNetwork network = new PyTorchNetwork(workload.network());
        model.setBlock(network);
        if (workload.mode() == Mode.TRAIN) {
            trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optDevices(new Device[] {Device.cpu()})
                    .optOptimizer(Optimizer.sgd()
                            .setLearningRateTracker(Tracker.fixed((float) BenchmarkNetwork.LEARNING_RATE))
                            .optMomentum((float) BenchmarkNetwork.MOMENTUM)
                            .build()));
            trainer.initialize(input);
        } else {
            network.initialize(manager, DataType.FLOAT32, input);
        }
        parameters = new ParameterStore(manager, false);
        for (int i = 0; i < images.batches(size); i++) {
            features.add(manager.create(images.channelsFirst(i, size), input));
            float[] classes = new float[size];
            for (int j = 0; j < size; j++) {
                classes[j] = images.label(i, size, j);
            }
            labels.add(manager.create(classes));
        }
        return new Prepared(countParameters(network), outputShape(network), engine.getEngineName() + " " + engine.getVersion() + " through DJL, NCHW, eager");
    }

    private static long countParameters(PyTorchNetwork network) {
        return network.getParameters().values().stream()
                .map(Parameter::getArray)
                .mapToLong(NDArray::size)
                .sum();
    }

    private List<Long> outputShape(PyTorchNetwork network) {
        List<Long> shape = new ArrayList<>();
        for (long size : network.getOutputShapes(new Shape[] {features.get(0).getShape()})[0].getShape()) {
            shape.add(size);
        }
        return shape;
    }

    @Override
    public void step() {
        int batch = next++ % features.size();
        NDArray x = features.get(batch);
        NDArray y = labels.get(batch);
        // Results belong to their operands' manager, so the batch visits one that is closed with all of the step's arrays.
        try (NDManager step = manager.newSubManager()) {
            x.attach(step);
            y.attach(step);
            if (trainer != null) {
                train(x, y);
            } else {
                model.getBlock()
                        .forward(parameters, new NDList(x), false)
                        .singletonOrThrow()
                        .softmax(-1);
            }
            x.attach(manager);
            y.attach(manager);
        }
    }

    private void train(NDArray x, NDArray y) {
        try (GradientCollector gradients = trainer.newGradientCollector()) {
            NDList scores = trainer.forward(new NDList(x));
            gradients.backward(trainer.getLoss().evaluate(new NDList(y), scores));
        }
        trainer.step();
    }

    @Override
    public void close() {
        if (trainer != null) {
            trainer.close();
        }
        if (model != null) {
            model.close();
            manager.close();
        }
    }
}
